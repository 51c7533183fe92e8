import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDevCertificate } from '../certs/dev-certificate.ts';
import { DEMO_CASES, DEMO_POLICIES } from './demo-cases.ts';
import { prepareImages } from './demo-images.ts';
import { ask, type DemoRequest } from './demo-request.ts';
import { tableHead, tableRow } from './demo-table.ts';
import { ROOT, startServer } from './server-process.ts';

/** Runs the demo in a folder for its certificate and policies; true where every decision was the expected one. */
async function demonstrate(folder: string): Promise<boolean> {
  const certificate = await writeDevCertificate(folder);
  const images = await prepareImages(folder);
  const policies = [...DEMO_POLICIES.map((name) => join(ROOT, 'policies', name)), images.policies];
  const server = await startServer(certificate, { port: 0, policies }, () => {});
  console.log(
    `The webhook judges by ${DEMO_POLICIES.join(', ')} and policies for images on ${server.url}, over TLS with a\n` +
      `certificate made for this run. Images come from ${images.registry.host}, a registry in this process; they were\n` +
      'signed a moment ago by a certificate authority and a transparency log that end with it. What is in them (SBOM), and\n' +
      'what a scan found, was attested in the same way.\n',
  );
  const requests = [...(await reviewsInFiles()), ...images.requests];
  const surprises = await sendReviews(server.url, await readFile(certificate.ca, 'utf8'), requests).finally(
    server.stop,
  );
  const code = await server.ended;
  await images.registry.close();
  if (code !== 0) console.log(`The webhook did not end in order: exit code ${code}.`);
  const verdict =
    surprises === 0 ? 'every decision was the expected one' : `decisions that were not expected: ${surprises}`;
  console.log(`${requests.length} reviews; ${verdict}.`);
  return surprises === 0 && code === 0;
}

function reviewsInFiles(): Promise<readonly DemoRequest[]> {
  return Promise.all(
    DEMO_CASES.map(async ({ title, review, expected }) => {
      const body = await readFile(join(ROOT, `test/fixtures/reviews/${review}.json`));
      return { title, expected, body, mutateFirst: false };
    }),
  );
}

/** Sends each review and shows the answer. Gives the number of answers that were not the expected ones. */
async function sendReviews(url: string, ca: string, requests: readonly DemoRequest[]): Promise<number> {
  let surprises = 0;
  console.log(tableHead());
  for (const request of requests) {
    const { decision, reasons, milliseconds, expected } = await ask(url, ca, request);
    if (!expected) surprises++;
    const title = expected ? request.title : `NOT EXPECTED: ${request.title}`;
    const [first, ...others] = reasons;
    console.log(tableRow([title, decision, `${milliseconds.toFixed(1)} ms`, first?.rule ?? '', first?.sentence ?? '']));
    for (const { rule, sentence } of others) console.log(tableRow(['', '', '', rule, sentence]));
    console.log('');
  }
  return surprises;
}

const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(1));
process.once('SIGTERM', () => process.exit(1));
process.exitCode = (await demonstrate(folder)) ? 0 : 1;
