import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Authority } from '../../support/certificates.ts';
import type { KubeObject } from './kube.ts';

/** Somebody else's mutating webhook: the operations it answers with (RFC 6902), given the request. */
export type Mutator = (request: KubeObject) => readonly object[];

/** Starts such a webhook on the loopback interface. */
export async function startStubWebhook(
  authority: Authority,
  mutator: Mutator,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(await authority.issue(), async (incoming, outgoing) => {
    const { request } = (await json(incoming)) as KubeObject;
    const patch = Buffer.from(JSON.stringify(mutator(request))).toString('base64');
    const response = { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch };
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
