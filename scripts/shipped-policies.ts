import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_RESOURCES } from '../src/cli/policy-resources.ts';
import type { CompiledPolicy } from '../src/model/policy.ts';
import { loadPolicies } from '../src/policy/load.ts';
import { WORKLOAD_RULES } from '../src/rules/index.ts';

export const ROOT = join(import.meta.dirname, '..');

/** A folder of policies/. */
export interface ShippedPolicy {
  readonly name: string;
  readonly policy: CompiledPolicy;
  /** The first sentence of its README. */
  readonly purpose: string;
}

/** The policies that come with Tidewaiter, by name. What else lies in policies/ has no policy.yaml. */
export function shippedPolicies(): readonly ShippedPolicy[] {
  const names = foldersOf('policies').filter((name) => existsSync(join(ROOT, `policies/${name}/policy.yaml`)));
  return names.map((name) => {
    const file = `policies/${name}/policy.yaml`;
    const [policy] = loadPolicies([{ file, text: readText(file) }], WORKLOAD_RULES, {
      resources: LOCAL_RESOURCES,
    }).policies;
    if (policy === undefined) throw new Error(`${file} holds no policy`);
    return { name, policy, purpose: firstSentence(`policies/${name}/README.md`) };
  });
}

/** Names of the folders in a folder of the project, in alphabetical order. */
export function foldersOf(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Names of the applications in `examples/`, which the shipped policies are measured on; Dockerfiles lie beside them. */
export function exampleApplications(): readonly string[] {
  return foldersOf('examples').filter((name) => name !== 'dockerfiles');
}

/** A file of the project. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function firstSentence(path: string): string {
  const [, paragraph = ''] = readText(path).split('\n\n');
  const sentence = /^.*?\.(?=\s|$)/.exec(paragraph.replaceAll('\n', ' '))?.[0];
  if (sentence === undefined) throw new Error(`${path}: after the title, a sentence must say what the policy is for`);
  return sentence;
}
