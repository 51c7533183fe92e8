import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Access, kubeClient, newToken } from './kube.ts';
import { freePort, type Program, startProgram, untilReady } from './program.ts';
import { until } from './wait.ts';

/** A running kube-apiserver. */
export interface Apiserver {
  /** As a member of system:masters. */
  readonly admin: Access;
  readonly program: Program;
  /** The audit log: a JSON object of `audit.k8s.io/v1` Event a line. */
  readonly auditLog: string;
}

const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

/** Starts a kube-apiserver on the loopback interface, its files in `folder`, and waits until it serves. */
export async function startApiserver(binary: string, folder: string, etcdUrl: string): Promise<Apiserver> {
  const file = (name: string) => join(folder, name);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const token = newToken();
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await Promise.all([
    writeFile(file('tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 }),
    writeFile(file('sa.key'), privateKey, { mode: 0o600 }),
    writeFile(file('sa.pub'), publicKey),
    writeFile(file('audit.json'), JSON.stringify(AUDIT_POLICY)),
  ]);
  const program = startProgram(
    binary,
    [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      '--advertise-address=127.0.0.1',
      // A loopback address is no endpoint that the default reconciler would publish.
      '--endpoint-reconciler-type=none',
      `--cert-dir=${folder}`,
      `--token-auth-file=${file('tokens.csv')}`,
      `--service-account-issuer=${url}/`,
      `--service-account-key-file=${file('sa.pub')}`,
      `--service-account-signing-key-file=${file('sa.key')}`,
      '--service-cluster-ip-range=10.0.0.0/24',
      '--authorization-mode=RBAC',
      '--allow-privileged=true',
      // No controller makes the default service account that this plugin waits for.
      '--disable-admission-plugins=ServiceAccount',
      `--audit-policy-file=${file('audit.json')}`,
      `--audit-log-path=${file('audit.log')}`,
      '-v=2',
    ],
    { logFile: file('kube-apiserver.log') },
  );
  const certificate = () => readFile(file('apiserver.crt'), 'utf8');
  const isReady = async () => {
    const kube = kubeClient({ url, ca: await certificate(), token });
    return kube('GET', '/readyz')
      .then(({ status }) => status === 200)
      .finally(() => kube.close());
  };
  await untilReady(program, 'kube-apiserver', isReady);
  const admin = { url, ca: await certificate(), token };
  const kube = kubeClient(admin);
  await until('the namespace default', async () => {
    return (await kube('GET', '/api/v1/namespaces/default')).status === 200;
  }).finally(() => kube.close());
  return { admin, program, auditLog: file('audit.log') };
}
