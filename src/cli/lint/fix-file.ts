import { type FixedFile, type FixRequest, fixDockerfile } from '../../lint/fix.ts';
import { SourceError } from '../../model/source.ts';
import { fileProblem } from '../file-problem.ts';
import { replaceFile } from '../replace-file.ts';
import { readDockerfile } from './read-dockerfile.ts';

/**
 * Applies the fixes of a file and writes it.
 * @param path of the file, whose text the request has
 * @throws SourceError where it cannot be written, or somebody changed it meanwhile: then it is left alone
 */
export function fixFile(path: string, request: FixRequest): FixedFile {
  const fixed = fixDockerfile(request);
  if (fixed.text === request.text) return fixed;
  if (readDockerfile(path) !== request.text) {
    throw new SourceError([fileProblem(path, 'changed while it was being linted, so nothing in it was fixed')]);
  }
  replaceFile(path, fixed.text);
  return fixed;
}
