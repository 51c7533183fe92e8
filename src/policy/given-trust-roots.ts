import { PUBLIC_GOOD } from '../model/image-policy.ts';
import type { SourceDocument } from '../model/source.ts';
import { valueAt } from '../model/value-at.ts';
import { POLICY_LIMITS, parseYaml } from '../parse/yaml.ts';
import { API_VERSION } from './document-head.ts';
import type { ProblemList } from './problem-list.ts';

/**
 * The documents of trust roots, and those of others that are given by name in JSON, as if a file declared them. What a
 * file does declare counts alone; the built-in root is no document.
 * @throws SyntaxError where what is given is no JSON
 */
export function withGivenTrustRoots(
  documents: readonly SourceDocument[],
  given: ReadonlyMap<string, string>,
  problems: ProblemList,
): readonly SourceDocument[] {
  const declared = new Set<unknown>([
    PUBLIC_GOOD,
    ...documents.map(({ value }) => valueAt(value, ['metadata', 'name'])),
  ]);
  const missing = [...given].filter(([name]) => !declared.has(name));
  const added = missing.flatMap(([name, json]) => {
    const document = {
      apiVersion: API_VERSION,
      kind: 'TrustRoot',
      metadata: { name },
      spec: { json: JSON.parse(json) },
    };
    const file = `(given) trust root ${name}`;
    return problems.collect(() => parseYaml(file, JSON.stringify(document), POLICY_LIMITS)) ?? [];
  });
  return [...documents, ...added];
}
