import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDevCertificate } from '../certs/dev-certificate.ts';
import { DEMO_CASES } from './demo-cases.ts';
import { ask } from './demo-request.ts';
import { tableHead, tableRow } from './demo-table.ts';
import { ROOT, startServer } from './server-process.ts';

/** Sends each review of the demo to a webhook with the shipped policies; true where every decision was expected. */
async function demonstrate(folder: string): Promise<boolean> {
  const certificate = await writeDevCertificate(folder);
  const ca = await readFile(certificate.ca, 'utf8');
  const server = await startServer(certificate, 0, () => {});
  let surprises = 0;
  try {
    console.log(`The webhook judges by policies/ on ${server.url}, over TLS with a certificate made for this run.\n`);
    console.log(tableHead());
    for (const demoCase of DEMO_CASES) {
      const body = await readFile(join(ROOT, `test/fixtures/reviews/${demoCase.review}.json`));
      const { decision, rules, sentence, milliseconds, expected } = await ask(server.url, ca, body, demoCase);
      if (!expected) surprises++;
      const title = expected ? demoCase.title : `NOT EXPECTED: ${demoCase.title}`;
      console.log(tableRow([title, decision, rules.join('\n'), sentence, `${milliseconds.toFixed(1)} ms`]));
      console.log('');
    }
  } finally {
    const code = await server.stop();
    if (code !== 0) throw new Error(`the webhook did not end in order: exit code ${code}`);
  }
  const verdict = surprises === 0 ? 'every decision was the expected one' : `${surprises} decisions were not expected`;
  console.log(`${DEMO_CASES.length} reviews; ${verdict}.`);
  return surprises === 0;
}

const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(1));
process.once('SIGTERM', () => process.exit(1));
process.exitCode = (await demonstrate(folder)) ? 0 : 1;
