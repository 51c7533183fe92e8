import { expect } from '@jest/globals';
import { SourceError } from '../../src/model/source.ts';
import { MANIFEST_LIMITS, parseYaml, type YamlLimits } from '../../src/parse/yaml.ts';

/** The values of the documents. */
export function valuesOf(text: string, limits: YamlLimits = MANIFEST_LIMITS): unknown[] {
  return parseYaml('file.yaml', text, limits).map(({ value }) => value);
}

/** The problems as `line:column: message`. */
export function problemsOf(text: string, limits: YamlLimits = MANIFEST_LIMITS): string[] {
  try {
    parseYaml('file.yaml', text, limits);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error.problems.every(({ file }) => file === 'file.yaml')).toBe(true);
    return error.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
  throw new Error('nothing was refused');
}
