import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { DemoCase } from './demo-cases.ts';
import { patched } from './json-patch.ts';

const LIMIT_MS = 10_000;

/** A review to send, and the decision that it must lead to. */
export interface DemoRequest extends Pick<DemoCase, 'title' | 'expected'> {
  readonly body: Buffer;
  /** The API server asks the mutating webhook first, and sends what comes of it to the validating one. */
  readonly mutateFirst: boolean;
  /** What the answer must say. */
  readonly mentions?: readonly string[];
}

/** A reason that a user of kubectl reads, and the rule that it is about; '' where it is about none. */
export interface Reason {
  readonly rule: string;
  readonly sentence: string;
}

/** What came back. */
export interface DemoAnswer {
  readonly decision: 'allowed' | 'denied' | 'refused';
  /** What the mutating webhook wrote, or why the request was denied. */
  readonly reasons: readonly Reason[];
  readonly milliseconds: number;
  readonly expected: boolean;
}

/** Sends a review over TLS, verified against `ca` (PEM), and reads the answer. */
export async function ask(url: string, ca: string, demo: DemoRequest): Promise<DemoAnswer> {
  const { expected, body, mutateFirst, mentions = [] } = demo;
  const started = performance.now();
  const changes = mutateFirst ? await mutations(url, ca, body) : [];
  const { status, answer } = await post(`${url}/validate`, ca, applied(body, changes));
  const milliseconds = performance.now() - started;
  if (status !== 200) {
    const sentence = `HTTP ${status}: ${answer.message}`;
    const reasons = [{ rule: '', sentence }];
    return { decision: 'refused', reasons, milliseconds, expected: expected === 'malformed' };
  }
  const { allowed, status: why, uid } = answer.response;
  const reasons = allowed ? changes.map(described) : reasonsIn(why.message);
  const rules = allowed ? [] : reasons.map(({ rule }) => rule).filter((rule) => rule !== '');
  const said = reasons.map(({ sentence }) => sentence).join('\n');
  const isExpected =
    uid === JSON.parse(body.toString()).request.uid &&
    expected !== 'malformed' &&
    allowed === (expected.length === 0) &&
    mentions.every((text) => said.includes(text)) &&
    rules.toSorted().join() === expected.toSorted().join();
  return { decision: allowed ? 'allowed' : 'denied', reasons, milliseconds, expected: isExpected };
}

interface Change {
  readonly path: string;
  readonly value: unknown;
}

async function mutations(url: string, ca: string, body: Buffer): Promise<readonly Change[]> {
  const { answer } = await post(`${url}/mutate`, ca, body);
  const { patch = '' } = answer.response;
  return patch === '' ? [] : JSON.parse(Buffer.from(patch, 'base64').toString());
}

function applied(body: Buffer, changes: readonly Change[]): Buffer {
  if (changes.length === 0) return body;
  const review = JSON.parse(body.toString());
  review.request.object = patched(review.request.object, changes);
  return Buffer.from(JSON.stringify(review));
}

function described({ value }: Change): Reason {
  return { rule: '(written by /mutate)', sentence: typeof value === 'string' ? value : JSON.stringify(value) };
}

async function post(url: string, ca: string, body: Buffer) {
  const call = request(url, {
    method: 'POST',
    ca,
    agent: false,
    signal: AbortSignal.timeout(LIMIT_MS),
    headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
  }).end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return { status: response.statusCode, answer: JSON.parse(await text(response)) };
}

const HEADLINE = /^\d+ reasons:$/;

/** Takes apart a message: `policy/rule: sentence` for each rule, and its details below it. */
function reasonsIn(message: string): Reason[] {
  const lines = message.split('\n').filter((line) => !HEADLINE.test(line));
  return lines.map((line) => {
    const whole = line.replace(/^- /, '');
    const { rule = '', sentence = whole } = /^[^/ ]+\/(?<rule>[^: ]+): (?<sentence>.*)$/.exec(whole)?.groups ?? {};
    return { rule, sentence: sentence.trimStart() };
  });
}
