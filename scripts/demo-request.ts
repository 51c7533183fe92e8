import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { DemoCase } from './demo-cases.ts';

const LIMIT_MS = 10_000;

/** What came back, in the words of the table. */
export interface DemoAnswer {
  readonly decision: 'allowed' | 'denied' | 'refused';
  readonly rules: readonly string[];
  /** What a user of kubectl would read. */
  readonly sentence: string;
  readonly milliseconds: number;
  readonly expected: boolean;
}

/** Sends a review over TLS, verified against `ca` (PEM), and reads the answer. */
export async function ask(url: string, ca: string, body: Buffer, { expected }: DemoCase): Promise<DemoAnswer> {
  const started = performance.now();
  const call = request(`${url}/validate`, {
    method: 'POST',
    ca,
    agent: false,
    signal: AbortSignal.timeout(LIMIT_MS),
    headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
  }).end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const answer = JSON.parse(await text(response));
  const milliseconds = performance.now() - started;
  if (response.statusCode !== 200) {
    const sentence = `HTTP ${response.statusCode}: ${answer.message}`;
    return { decision: 'refused', rules: [], sentence, milliseconds, expected: expected === 'malformed' };
  }
  const { allowed, status, uid } = answer.response;
  const rules = rulesOf(status?.details?.causes ?? []);
  return {
    decision: allowed ? 'allowed' : 'denied',
    rules,
    sentence: status?.message ?? '',
    milliseconds,
    expected:
      uid === JSON.parse(body.toString()).request.uid &&
      expected !== 'malformed' &&
      allowed === (expected.length === 0) &&
      rules.toSorted().join() === expected.toSorted().join(),
  };
}

function rulesOf(causes: readonly { readonly reason: string }[]): string[] {
  return [...new Set(causes.map(({ reason }) => reason.slice(reason.indexOf('/') + 1)))];
}
