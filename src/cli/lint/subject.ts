import { once } from 'node:events';
import { statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { isDockerfile } from '../file-names.ts';
import { type InputList, STANDARD_INPUT } from '../input-files.ts';
import type { LintFlags } from './command-line-layer.ts';

/** Whether the flags, or the names of what is given, say that documents are meant, and no Dockerfiles. */
export function meansDocuments(flags: LintFlags, operands: readonly string[]): boolean {
  const { image, type, vex, evidence, evidenceRoots, images, admission } = flags;
  if ([image, type, vex].some((flag) => flag !== undefined)) return true;
  if (images !== undefined || admission !== undefined || operands.some(isDockerfile)) return false;
  if (evidence !== undefined || evidenceRoots) return true;
  return operands.length > 0 && operands.every((operand) => operand.endsWith('.json') && !isFolder(operand));
}

/** Whether only folders were searched, and these hold no Dockerfile, though there are policies for documents. */
export function mayHoldDocuments(flags: LintFlags, operands: readonly string[], { files }: InputList): boolean {
  return files.length === 0 && flags.policies !== undefined && operands.length > 0 && operands.every(isFolder);
}

function isFolder(path: string): boolean {
  try {
    return path !== STANDARD_INPUT && statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether standard input starts as JSON does. Nothing of it is lost. */
export async function startsAsJson(input: Readable): Promise<boolean> {
  let chunk: Buffer | string | null = input.read();
  if (chunk === null && !input.readableEnded) {
    await Promise.race([once(input, 'readable'), once(input, 'end')]);
    chunk = input.read();
  }
  if (chunk === null) return false;
  input.unshift(chunk);
  return /^\ufeff?\s*[{[]/.test(chunk.slice(0, 64).toString());
}
