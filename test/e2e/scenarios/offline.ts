import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { placedIn } from '../../../src/cli/judge.ts';
import type { Decision } from '../../../src/model/decision.ts';
import { isObject, type JsonObject } from '../../../src/model/json.ts';
import { formatPath } from '../../../src/model/path.ts';
import { withDefaults } from '../../../src/parse/defaulting.ts';
import { readPolicyFolder } from '../../../src/policy/folder.ts';
import { WORKLOAD_RULES } from '../../../src/rules/index.ts';
import { readFixture } from '../../rules/rule-fixture.ts';
import { outcome } from '../harness/answers.ts';
import { collectionPath } from '../harness/api-path.ts';
import type { Cluster } from '../harness/cluster.ts';
import { createReview, judgeBy, manifestOf, policiesOf } from '../harness/in-process.ts';
import { DRY_RUN } from '../harness/namespace.ts';
import { policy } from '../harness/objects.ts';
import { MANIFESTS } from '../offline/manifests.ts';

const differ = (a: any, b: any, path = ''): string[] => {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const empty = (x: any) => x === undefined || x === null || x === '' || x === false || (typeof x === 'object' && Object.keys(x).length === 0);
  if (empty(a) && empty(b)) return [];
  if (/tolerations$|priority$|preemptionPolicy$/.test(path)) return [];
  if (isObject(a) && isObject(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((k) => differ(a[k], b[k], `${path}.${k}`));
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.flatMap((x, i) => differ(x, b[i], `${path}[${i}]`));
  return [`${path}: ${JSON.stringify(a)} / ${JSON.stringify(b)}`];
};

export function offlineScenarios(cluster: () => Cluster): void {
  describe('offline', () => {
    test('as online', async () => {
      const { kube, newNamespace } = cluster();
      const namespace = await newNamespace();
      const folder = await readPolicyFolder(join(import.meta.dirname, '../../../policies'));
      const files: Record<string, string> = Object.fromEntries(folder.map(({ file, text }) => [file, text]));
      const parts = WORKLOAD_RULES.flatMap(({ id }) => readFixture(id).parts);
      for (const [i, { entry }] of parts.entries()) if (!JSON.stringify(entry).includes('mutate')) Object.assign(files, policy(`p-${i}`, { rules: [entry] }));
      const judge = judgeBy(policiesOf(files));
      const key = (d: Decision) =>
        d.findings.map((f) => `${f.policy}/${f.rule} ${f.action} ${formatPath(f.path)}`);
      const all: JsonObject[] = [...MANIFESTS, ...parts.flatMap((p) => p.manifests.map((m) => m.value as JsonObject))];
      let n = 0;
      const out: string[] = [];
      const refused: string[] = [];
      for (const object of all) {
        const written = { ...object, metadata: { ...(object.metadata as JsonObject), namespace } } as any;
        let path: string;
        try {
          path = await collectionPath(kube, written);
        } catch (e) {
          refused.push(String(e));
          continue;
        }
        const answer = await kube('POST', `${path}${DRY_RUN}`, { body: written });
        if (answer.status !== 201) {
          refused.push(outcome(answer));
          continue;
        }
        const stored = answer.body;
        n++;
        const mine = withDefaults(written, written) as any;
        const d = differ(JSON.parse(JSON.stringify(mine)), stored).filter(
          (x) => !/^\.(status|metadata\.(uid|creationTimestamp|generation|managedFields))/.test(x),
        );
        const off = await judge(manifestOf(written));
        const on = placedIn(written, await judge(manifestOf(createReview(stored))));
        const [a, b] = [new Set(key(off)), new Set(key(on))];
        const f = [
          ...[...a].filter((x) => !b.has(x)).map((x) => `OFF ${x}`),
          ...[...b].filter((x) => !a.has(x)).map((x) => `ON  ${x}`),
        ];
        if (d.length || f.length)
          out.push(`${JSON.stringify(object).slice(0, 400)}\n   ${d.join('\n   ')}\n   ${f.join('\n   ')}`);
      }
      console.log(n, refused.length, out.length);
      console.log(out.join('\n'));
      console.log(refused.join('\n'));
    }, 120_000);
  });
}
