import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { outcome } from '../harness/answers.ts';
import { API_SERVER, type Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { DRY_RUN, type Namespace, namespaceOf } from '../harness/namespace.ts';
import { pod, policy } from '../harness/objects.ts';
import { freePort } from '../harness/program.ts';
import { UNRELIABLE } from '../harness/webhooks.ts';

const nothing = (match: object) => ({
  match,
  rules: [{ id: 'nothing', message: 'nothing for you', assert: { path: '$.kind', equals: 'None' } }],
});

const POLICIES = {
  ...policy('people', nothing({ users: { include: ['*@example.com'], exclude: ['root@example.com'] } })),
  ...policy('contractors', nothing({ groups: { include: ['contractors-*'] } })),
  ...policy('pipelines', nothing({ serviceAccounts: { include: ['ci/*'] } })),
};

/** Who asks: the user of a request, and the API server itself. */
export function requesterScenarios(cluster: () => Cluster): void {
  test('policies for some users are for those that the API server names', async () => {
    await using gate = await openGate(cluster(), { policies: POLICIES });
    const { name } = await gate.newNamespace();
    const create = async (user: string, ...groups: readonly string[]) => {
      const as = { user, groups: ['system:masters', ...groups] };
      const answer = await namespaceOf(cluster().kube, name, as).pods.create(pod('web'), DRY_RUN);
      return answer.body.details?.causes?.[0].reason ?? outcome(answer);
    };
    expect(await create('alice@example.com')).toBe('people/nothing');
    expect(await create('root@example.com')).toBe('201');
    expect(await create('bob', 'contractors-north')).toBe('contractors/nothing');
    expect(await create('system:serviceaccount:ci:builder')).toBe('pipelines/nothing');
    expect(await create('system:serviceaccount:web:builder')).toBe('201');
  });

  describe('client certificates', () => {
    const open = async (name: string) => {
      const { authority, folder } = cluster();
      const file = join(folder, 'client-ca.crt');
      await writeFile(file, authority.cert);
      const flags = [`--client-ca=${file}`, `--client-names=${name}`];
      return openGate(cluster(), {
        policies: POLICIES,
        metricsPort: await freePort(),
        flags,
        hook: { name: UNRELIABLE },
      });
    };
    const ask = async ({ pods }: Namespace) => outcome(await pods.create(pod('web'), DRY_RUN));

    test('the API server is let in by its name', async () => {
      await using gate = await open(API_SERVER);
      expect(await ask(await gate.newNamespace())).toBe('201');
    });

    test('under another name it is not', async () => {
      await using gate = await open('somebody-else');
      expect(await ask(await gate.newNamespace())).toMatch(/^500: .*failed calling webhook/);
    });
  });
}
