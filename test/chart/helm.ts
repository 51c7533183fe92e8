import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);
export const ROOT = join(import.meta.dirname, '../..');
export const CHART = join(ROOT, 'charts/tidewaiter');

/** A rendered Kubernetes object; the tests look into it freely. */
// biome-ignore lint/suspicious/noExplicitAny: the shape differs by kind, and a wrong access fails the test
export type Rendered = any;

/**
 * Path of the helm program: the HELM variable, else the one that the end-to-end tests built; undefined
 * when there is none.
 * @throws Error when HELM names no file
 */
async function findHelm(): Promise<string | undefined> {
  const named = process.env.HELM;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`HELM names ${named}, which does not exist`);
    return named;
  }
  const found = await run('bash', [join(ROOT, 'test/e2e/assets.sh'), '--print']).catch(
    (error: { stdout?: string }) => error,
  );
  return /^helm=(.+)$/m.exec(found.stdout ?? '')?.[1];
}

/** Path of the helm program; '' where the tests that need it are skipped. */
export const HELM = (await findHelm()) ?? '';

/** `describe`, where there is a helm program. */
export const withHelm = HELM === '' ? describe.skip : describe;

/** The objects of `helm template` with these values. Rejects with helm's own words. */
export async function render(values: object = {}, namespace = 'tidewaiter'): Promise<Rendered[]> {
  const args = ['template', 'tidewaiter', CHART, '--namespace', namespace, '--values', '-'];
  const child = run(HELM, args, { maxBuffer: 16 << 20 });
  child.child.stdin?.end(JSON.stringify(values));
  const { stdout } = await child;
  return parseAllDocuments(stdout)
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}

/** Why helm refuses these values. */
export async function refusal(values: object, namespace?: string): Promise<string> {
  return render(values, namespace).then(
    () => 'accepted',
    (error: { stderr: string }) => error.stderr,
  );
}

/** The one object of this kind whose name ends so. */
export function one(objects: readonly Rendered[], kind: string, suffix = ''): Rendered {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name.endsWith(suffix));
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} with a name ending in "${suffix}"`);
  return found[0];
}

/** Kinds of the rendered objects, sorted. */
export function kinds(objects: readonly Rendered[]): string[] {
  return objects.map((object) => object.kind).sort();
}

/** The one webhook of a configuration. */
export function webhook(objects: readonly Rendered[], kind: 'Mutating' | 'Validating'): Rendered {
  const { webhooks } = one(objects, `${kind}WebhookConfiguration`);
  expect(webhooks).toHaveLength(1);
  return webhooks[0];
}
