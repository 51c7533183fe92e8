import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { DemoCase } from './demo-cases.ts';

const LIMIT_MS = 10_000;

/** A reason that a user of kubectl reads, and the rule that it is about; '' where it is about none. */
export interface Reason {
  readonly rule: string;
  readonly sentence: string;
}

/** What came back. */
export interface DemoAnswer {
  readonly decision: 'allowed' | 'denied' | 'refused';
  readonly reasons: readonly Reason[];
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
    const reasons = [{ rule: '', sentence }];
    return { decision: 'refused', reasons, milliseconds, expected: expected === 'malformed' };
  }
  const { allowed, status, uid } = answer.response;
  const reasons = allowed ? [] : reasonsIn(status.message);
  const isExpected =
    uid === JSON.parse(body.toString()).request.uid &&
    expected !== 'malformed' &&
    allowed === (expected.length === 0) &&
    reasons
      .map(({ rule }) => rule)
      .toSorted()
      .join() === expected.toSorted().join();
  return { decision: allowed ? 'allowed' : 'denied', reasons, milliseconds, expected: isExpected };
}

/** Takes apart a message of one line, or of a headline and a list: `policy/rule: sentence`. */
function reasonsIn(message: string): Reason[] {
  const [first = '', ...list] = message.split('\n');
  const lines = list.length === 0 ? [first] : list.map((line) => line.replace(/^- /, ''));
  return lines.map((line) => {
    const { rule = '', sentence = line } = /^[^/ ]+\/(?<rule>[^: ]+): (?<sentence>.*)$/.exec(line)?.groups ?? {};
    return { rule, sentence };
  });
}
