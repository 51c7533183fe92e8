import { isObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { valueAt } from '../model/value-at.ts';
import { documentsByKind, type PolicyFile } from './documents.ts';
import { ProblemList } from './problem-list.ts';
import { type SecretKey, secretId } from './resources.ts';

/** Secrets that all policies may name together. */
const MAX_SECRETS = 1_000;

/** Where image policies name authorities. */
const AUTHORITIES: readonly FieldPath[] = [
  ['spec', 'require', 'signatures'],
  ['spec', 'authorities'],
];

/** An escape could spell the names in another way. */
const MAY_NAME_SECRET = /secret|\\[xuU]/;

/**
 * The entries of Secrets that image policies take keys from, each once: they have to be read before the policies are
 * loaded. What is wrong with a file is left for loading to say.
 */
export function secretKeysOf(files: readonly PolicyFile[]): readonly SecretKey[] {
  const found = new Map<string, SecretKey>();
  const candidates = files.filter(({ text }) => MAY_NAME_SECRET.test(text));
  for (const { value } of documentsByKind(candidates, new ProblemList()).ImagePolicy) {
    for (const authority of AUTHORITIES.flatMap((path) => listAt(value, path))) {
      const secret = valueAt(authority, ['key', 'secret']);
      if (isSecretKey(secret) && found.size < MAX_SECRETS) found.set(secretId(secret), secret);
    }
  }
  return [...found.values()];
}

function listAt(document: unknown, path: FieldPath): readonly unknown[] {
  const list = valueAt(document, path);
  return Array.isArray(list) ? list : [];
}

function isSecretKey(value: unknown): value is SecretKey {
  return isObject(value) && ['namespace', 'name', 'key'].every((field) => typeof value[field] === 'string');
}
