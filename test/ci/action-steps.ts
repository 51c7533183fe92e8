import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type JobOptions, jobEnvironment, type Ran, run, type Workspace } from './job.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly 'working-directory'?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export const ACTION: Action = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8'));

/** What the steps of a job said that used the action, and the outputs of the last one. */
export interface ActionRun extends Ran {
  readonly outputs: string;
}

/**
 * Runs what the action runs, as a runner does: inputs with their defaults, expressions replaced, in bash with the flags that
 * `shell: bash` stands for, up to the first step that fails. Steps that use other actions are left out.
 */
export async function runAction(
  folder: string,
  { root, beside }: Workspace,
  given: Readonly<Record<string, string>>,
  options: JobOptions = {},
): Promise<ActionRun> {
  const unknown = Object.keys(given).filter((name) => !(name in ACTION.inputs));
  if (unknown.length > 0) throw new Error(`no such inputs: ${unknown}`);
  const values = new Map([['github.action_path', folder]]);
  for (const [name, { default: value = '' }] of Object.entries(ACTION.inputs)) {
    values.set(`inputs.${name}`, given[name] ?? value);
  }
  const outputs = join(beside, 'outputs');
  writeFileSync(outputs, '');
  let ran: Ran = { code: 0, out: '', err: '' };
  for (const step of ACTION.runs.steps) {
    if (step.run === undefined || ran.code !== 0) continue;
    if (step.shell !== 'bash') throw new Error(`a step in ${step.shell}`);
    const script = join(beside, 'step.sh');
    writeFileSync(script, replaced(step.run, values));
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, replaced(value, values)]);
    ran = await run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', script], {
      ...options,
      cwd: resolve(root, replaced(step['working-directory'] ?? '.', values)),
      env: { ...jobEnvironment(beside), ...options.env, GITHUB_OUTPUT: outputs, ...Object.fromEntries(env) },
    });
  }
  return { ...ran, outputs: readFileSync(outputs, 'utf8') };
}

function replaced(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const value = values.get(expression);
    if (value === undefined) throw new Error(`an expression that this does not know: ${expression}`);
    return value;
  });
}
