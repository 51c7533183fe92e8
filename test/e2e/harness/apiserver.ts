import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pair } from '../../support/certificates.ts';
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
export async function startApiserver(options: {
  readonly binary: string;
  readonly folder: string;
  readonly etcdUrl: string;
  /** What it shows to webhooks that ask for a client certificate. */
  readonly clientIdentity: Pair;
}): Promise<Apiserver> {
  const { binary, clientIdentity, etcdUrl, folder } = options;
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
    writeFile(file('webhooks.kubeconfig'), JSON.stringify(webhookCredentials(clientIdentity)), { mode: 0o600 }),
    writeFile(file('admission.json'), JSON.stringify(admissionConfiguration(file('webhooks.kubeconfig')))),
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
      `--admission-control-config-file=${file('admission.json')}`,
      `--audit-policy-file=${file('audit.json')}`,
      `--audit-log-path=${file('audit.log')}`,
      '-v=2',
    ],
    file('kube-apiserver.log'),
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

/** Credentials for webhooks of every name (apiserver.config.k8s.io/v1 WebhookAdmissionConfiguration). */
function webhookCredentials({ cert, key }: Pair): object {
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  return { apiVersion: 'v1', kind: 'Config', users: [{ name: '*', user }] };
}

function admissionConfiguration(kubeConfigFile: string): object {
  const apiVersion = 'apiserver.config.k8s.io/v1';
  const configuration = { apiVersion, kind: 'WebhookAdmissionConfiguration', kubeConfigFile };
  const plugins = ['MutatingAdmissionWebhook', 'ValidatingAdmissionWebhook'].map((name) => ({ name, configuration }));
  return { apiVersion, kind: 'AdmissionConfiguration', plugins };
}
