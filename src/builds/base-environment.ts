import type { Value, Variable } from '../model/build.ts';
import type { StageNode } from './stage-node.ts';

/** What BuildKit sets where the image that a stage starts from has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of the image that a stage starts from; undefined where nobody knows it. */
export function baseEnvironment({ root }: StageNode): ReadonlyMap<string, string | undefined> | undefined {
  return root.scratch ? NO_VARIABLES : root.baseFacts?.env;
}

/** A variable of the image that a stage starts from; undefined where it has none of that name, or nobody knows. */
export function baseVariable(stage: StageNode, name: string): Variable | undefined {
  const environment = baseEnvironment(stage);
  const text = environment?.get(name);
  if (text !== undefined) return { name, value: { kind: 'known', text }, source: 'base' };
  if (environment?.has(name)) return { name, value: { kind: 'unknown', names: [name] }, source: 'base' };
  if (name !== 'PATH') return undefined;
  const value: Value = environment === undefined ? UNKNOWN_PATH : { kind: 'known', text: DEFAULT_PATH };
  return { name, value, source: 'base' };
}

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();
const UNKNOWN_PATH: Value = { kind: 'unknown', names: ['PATH'] };
