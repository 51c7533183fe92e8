import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDevCertificate } from '../certs/dev-certificate.ts';
import { DEMO_CASES, DEMO_POLICIES } from './demo-cases.ts';
import { ask } from './demo-request.ts';
import { tableHead, tableRow } from './demo-table.ts';
import { ROOT, startServer } from './server-process.ts';

/** Runs the demo in a folder for its certificate; true where every decision was the expected one. */
async function demonstrate(folder: string): Promise<boolean> {
  const certificate = await writeDevCertificate(folder);
  const server = await startServer(certificate, 0, () => {});
  console.log(
    `The webhook judges by ${DEMO_POLICIES.join(' and ')} on ${server.url}, over TLS with a certificate made for this run.\n`,
  );
  const surprises = await sendReviews(server.url, await readFile(certificate.ca, 'utf8')).finally(server.stop);
  const code = await server.ended;
  if (code !== 0) console.log(`The webhook did not end in order: exit code ${code}.`);
  const verdict =
    surprises === 0 ? 'every decision was the expected one' : `decisions that were not expected: ${surprises}`;
  console.log(`${DEMO_CASES.length} reviews; ${verdict}.`);
  return surprises === 0 && code === 0;
}

/** Sends each review and shows the answer. Gives the number of answers that were not the expected ones. */
async function sendReviews(url: string, ca: string): Promise<number> {
  let surprises = 0;
  console.log(tableHead());
  for (const demoCase of DEMO_CASES) {
    const body = await readFile(join(ROOT, `test/fixtures/reviews/${demoCase.review}.json`));
    const { decision, reasons, milliseconds, expected } = await ask(url, ca, body, demoCase);
    if (!expected) surprises++;
    const title = expected ? demoCase.title : `NOT EXPECTED: ${demoCase.title}`;
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
