import { join } from 'node:path';
import { devCertificate } from '../certs/dev-certificate.ts';
import { DEMO_POLICIES } from './demo-cases.ts';
import { ROOT, startServer } from './server-process.ts';

const PORT = 8443;
const REVIEW = join(ROOT, 'test/fixtures/reviews/root-pod.json');

/** A Ctrl-C reaches this process from the terminal and once more from npm; the webhook is to see one. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_POLL_MS = 1_000;

const certificate = await devCertificate(join(ROOT, 'certs/dev'));
const policies = DEMO_POLICIES.map((name) => join(ROOT, 'policies', name));
const server = await startServer(certificate, { port: PORT, policies }, (line) => console.log(line)).catch(
  (error: Error) => {
    console.error(`npm start: ${error.message}`);
    process.exit(1);
  },
);

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const flags = `--cacert ${quoted(certificate.ca)} -H 'Content-Type: application/json' --data-binary ${quoted(`@${REVIEW}`)}`;

console.log(`
The webhook judges by ${DEMO_POLICIES.join(' and ')} on ${server.url}. Ctrl-C ends it. In another terminal:

  curl -sS ${flags} ${server.url}/validate
`);

let signalledAt = Number.NEGATIVE_INFINITY;
const pass = (signal: NodeJS.Signals) => {
  if (performance.now() - signalledAt < SAME_SIGNAL_MS) return;
  signalledAt = performance.now();
  server.signal(signal);
};
process.on('SIGINT', pass);
process.on('SIGTERM', pass);

// npm runs scripts by a shell, which a signal ends without a word to us.
const parent = process.ppid;
const orphaned = setInterval(() => {
  if (process.ppid !== parent) pass('SIGTERM');
}, PARENT_POLL_MS);

process.exitCode = (await server.ended) ?? 1;
clearInterval(orphaned);
