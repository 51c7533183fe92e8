import { describe, expect, test } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import { ImageAnswers } from '../../src/evaluate/inquiries.ts';
import type { Decision } from '../../src/model/decision.ts';
import type { ImageOracle, ImageQuestion } from '../../src/model/image-evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { withCustomKinds } from '../../src/parse/workload-kinds.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { judge, readWorkload, surroundingsOf } from './marked-yaml.ts';
import { compileEntry, loadEntry, type RuleEntry, readFixture } from './rule-fixture.ts';
import { type StatedImages, statedImages, TODAY } from './stated-images.ts';

/** What fixtures cannot say of the rules that ask about images: what they ask, and the words of what they find. */

const asking = WORKLOAD_RULES.filter(({ asks }) => asks !== undefined).map(({ id }) => id);
const AGE = { rule: 'image-max-age', options: { maxDays: 30 } };
const ROOT = { rule: 'image-runs-as-root' };

class Recording implements ImageOracle {
  readonly asked: ImageQuestion[] = [];
  readonly #images: StatedImages;

  constructor(images: StatedImages) {
    this.#images = images;
  }

  recall(): undefined {}

  async ask(question: ImageQuestion) {
    this.asked.push(question);
    return this.#images.ask(question);
  }
}

const WORLD: World = {
  namespaceLabels: async () => new Map(),
  signal: new AbortController().signal,
  today: () => TODAY,
  honoursAnnotations: false,
};

function decide(entry: RuleEntry, object: JsonObject, images?: ImageOracle): Promise<Decision> {
  const subject = { operation: 'CREATE', workload: readWorkload(object) } as const;
  return assess([subject], loadEntry(entry), { ...WORLD, ...(images && { images }) });
}

const running = (image: string, more: object = {}, pod: Record<string, unknown> = {}) =>
  goodPod({ securityContext: {}, ...pod, containers: [goodContainer({ image, ...more })] });

describe.each(asking)('%s', (id) => {
  const parts = readFixture(id).parts.map((part) => [part] as const);

  test.each(parts)('judges what it asked, and nothing else, in all manifests of its fixture', async (part) => {
    const { entry, manifests, surroundings, images } = part;
    if (images === undefined) throw new Error('the fixture states no images');
    for (const { value } of manifests) {
      const { object, workload, problems } = judge(compileEntry(entry), value, surroundings);
      if (workload.malformed.length > 0) continue;
      const { findings, failures } = await decide(entry, object, new Recording(images));
      expect(failures).toEqual([]);
      expect(findings.map(({ message }) => message)).toEqual(problems.map(({ message }) => message));
    }
  });

  test('says nothing of images where nobody is asked, and which were not checked', async () => {
    const entry = id === AGE.rule ? AGE : { rule: id };
    const decision = await decide(entry, running('registry.example.com/app:1'));
    expect(decision).toMatchObject({ allowed: true, findings: [], failures: [] });
    expect(decision.unchecked).toMatchObject([{ image: 'registry.example.com/app:1', rule: id }]);
  });
});

test('both rules ask one question', async () => {
  const images = statedImages('# image registry.example.com/app:1 user=1000 created=2026-11-19T00:00:00Z');
  const oracle = new Recording(images as StatedImages);
  const pod = running('registry.example.com/app:1');
  await decide(AGE, pod, oracle);
  await decide(ROOT, pod, oracle);
  expect(oracle.asked).toHaveLength(2);
  expect(oracle.asked[0]).toBe(oracle.asked[1]);
});

describe('nobody is asked', () => {
  const asked = async (entry: RuleEntry, object: JsonObject) => {
    const oracle = new Recording(statedImages('# image registry.example.com/app:1 user=1') as StatedImages);
    await decide(entry, object, oracle);
    return oracle.asked.map(({ about, reference }) => `${about} ${reference.repository}`);
  };

  test('about image volumes', async () => {
    const volumes = [{ name: 'models', image: { reference: 'registry.example.com/models:1' } }];
    const pod = running('registry.example.com/app:1', {}, { volumes });
    expect(await asked(AGE, pod)).toEqual(['config app']);
    expect(await asked(ROOT, pod)).toEqual(['config app']);
  });

  test('about the user where the pod says it, or is for Windows', async () => {
    const image = 'registry.example.com/app:1';
    expect(await asked(ROOT, running(image, { securityContext: { runAsUser: 1 } }))).toEqual([]);
    expect(await asked(ROOT, running(image, {}, { securityContext: { runAsUser: 0 } }))).toEqual([]);
    expect(await asked(ROOT, running(image, {}, { os: { name: 'windows' } }))).toEqual([]);
    expect(await asked(AGE, running(image, {}, { os: { name: 'windows' } }))).toEqual(['config app']);
  });
});

test('images outside of pods grow old, and run nothing', async () => {
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Machine',
    metadata: { name: 'vm' },
    spec: { image: 'r.io/vm:1' },
  };
  const kinds = withCustomKinds([
    { group: 'example.com', kind: 'Machine', templates: [], images: [['spec', 'image']] },
  ]);
  const [workload] = parseWorkloads(object, { kind: 'Machine', namespace: 'shop' }, kinds) ?? [];
  if (workload === undefined) throw new Error('no workload');
  const images = statedImages('# image r.io/vm:1 user=0 created=2020-01-01T00:00:00Z');
  const findings = async (entry: RuleEntry) => {
    const world = { ...WORLD, ...(images && { images }) };
    const { findings: found } = await assess([{ operation: 'CREATE', workload }], loadEntry(entry), world);
    return found.map(({ path }) => formatPath(path));
  };
  expect([await findings(AGE), await findings(ROOT)]).toEqual([['spec.image'], []]);
});

test('a date that is none lets no image pass', () => {
  const images = new ImageAnswers('judge', { isCovered: () => false, today: () => 'today' });
  const workload = readWorkload(running('registry.example.com/app:1'));
  const [use] = workload.images;
  const [rule] = loadEntry(AGE).policies[0]?.rules ?? [];
  if (use === undefined || !use.parsed.ok || rule === undefined) throw new Error('no image');
  const question = rule.asks?.(use.parsed.reference, workload, use);
  const stated = statedImages('# image registry.example.com/app:1 created=2026-11-19T00:00:00Z');
  if (question === undefined || stated === undefined) throw new Error('nothing is asked');
  images.add(question, stated.answer(question));
  const problems: string[] = [];
  const surroundings = { objects: () => [], workloads: () => [], images };
  rule.check(workload, ({ message }) => problems.push(message), surroundings);
  expect(problems).toHaveLength(1);
});

/** Entry, facts of the image r.io/app:1, fields of the container, message after the image. */
const WORDS: readonly (readonly [entry: RuleEntry, facts: readonly string[], fields: object, clause: string])[] = [
  [ROOT, ['user='], {}, 'which on linux/amd64 names no user and so runs as root'],
  [ROOT, ['user=:1000'], {}, 'which on linux/amd64 names the user ":1000", which is root'],
  [ROOT, ['user=0:0'], {}, 'which on linux/amd64 names the user "0:0", which is root'],
  [
    ROOT,
    ['user=root'],
    { securityContext: { runAsNonRoot: true } },
    'which on linux/amd64 names the user "root", which is root, so that runAsNonRoot: true keeps it from starting',
  ],
  [
    ROOT,
    ['user=app'],
    { securityContext: { runAsNonRoot: true } },
    'which on linux/amd64 names the user "app", which may be root: only a number tells, so that runAsNonRoot: true keeps it from starting',
  ],
  [
    ROOT,
    ['user=4294967296'],
    { securityContext: { runAsNonRoot: true } },
    'which on linux/amd64 names the user "4294967296", which is not from 1 to 2147483647, so that some runtimes take it for root',
  ],
  [ROOT, ['user=a:b:c'], {}, 'which on linux/amd64 names the user "a:b:c", which is neither a user nor user:group'],
  [ROOT, ['user=١'], {}, 'which on linux/amd64 names the user "١", which is neither a user nor user:group'],
  [
    ROOT,
    ['user=0', 'user=0 platform=linux/arm64', 'user=1 platform=linux/386', 'user=app platform=unknown'],
    {},
    'which on linux/amd64, linux/arm64 names the user "0", which is root; on an unknown platform names the user "app", which may be root: only a number tells',
  ],
  [
    ROOT,
    ['user= platform=a/1', 'user= platform=a/2', 'user= platform=a/3', 'user= platform=a/4'],
    {},
    'which on a/1, a/2, a/3, and 1 more names no user and so runs as root',
  ],
  [
    ROOT,
    ['user=a platform=a/1', 'user=b platform=a/2', 'user=c platform=a/3', 'user=d platform=a/4', 'user=e platform=a/5'],
    {},
    'which on a/1 names the user "a", which may be root: only a number tells; on a/2 names the user "b", which may be root: only a number tells; on a/3 names the user "c", which may be root: only a number tells; and 2 more',
  ],
  [
    ROOT,
    ['user=1 platform=windows/amd64'],
    {},
    'which on windows/amd64 has a user that cannot be judged: set spec.os.name: linux if the pod never runs there',
  ],
  [ROOT, ['none='], {}, 'which is for no platform that could run it, so that nothing is known of it'],
  [ROOT, ['unavailable="r.io did not answer"'], {}, 'which could not be looked at: r.io did not answer'],
  [
    AGE,
    ['created=2026-10-20T00:00:00Z'],
    {},
    'which on linux/amd64 was made on 2026-10-20, 31 days ago; at most 30 are allowed',
  ],
  [AGE, ['user=1'], {}, 'which on linux/amd64 does not say when it was made'],
  [
    AGE,
    ['created=1970-01-01T00:00:00Z'],
    {},
    'which on linux/amd64 says that it was made at "1970-01-01T00:00:00Z", so that its age is unknown',
  ],
  [
    AGE,
    ['created=2027-01-01T00:00:00Z'],
    {},
    'which on linux/amd64 says that it was made on 2027-01-01, which is still to come',
  ],
];

test.each(WORDS)('%j, of an image with %j: %j', (entry, facts, fields, clause) => {
  const text = facts.map((fact) => `# image r.io/app:1 ${fact}`).join('\n');
  const { problems } = judge(compileEntry(entry), running('r.io/app:1', fields), surroundingsOf([], text));
  expect(problems.map(({ message }) => message)).toEqual([`container "app" uses the image "r.io/app:1", ${clause}`]);
  expect(formatPath(problems[0]?.path ?? [])).toBe('spec.containers[0].image');
});

test.each([AGE, ROOT])('%j: what could not be looked at is not decided', (entry) => {
  const problems = (image: string) => {
    const text = '# image r.io/old:1 created=2020-01-01T00:00:00Z\n# image r.io/lost:1 unavailable=down';
    return judge(compileEntry(entry), running(image), surroundingsOf([], text)).problems;
  };
  expect(problems('r.io/lost:1')).toMatchObject([{ undecided: true }]);
  expect(problems('r.io/old:1')).toEqual([expect.not.objectContaining({ undecided: true })]);
  expect(problems('R.io/App')).toEqual([expect.not.objectContaining({ undecided: true })]);
});

test('what an image says of itself is cut and made visible', () => {
  const user = `\u202e${'x'.repeat(5_000)}`;
  const text = `# image r.io/app:1 user="${user}" platform="${'p'.repeat(500)}\u001b"`;
  const { problems } = judge(compileEntry(ROOT), running('r.io/app:1'), surroundingsOf([], text));
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/which on p+… names the user "\\u/)]);
  expect(problems[0]?.message.length).toBeLessThan(300);
});

test('a line that states no facts is refused', () => {
  expect(() => statedImages('# image r.io/app:1 usr=1')).toThrow('no facts');
  expect(() => statedImages('# image R.io/App user=1')).toThrow('R.io/App');
  expect(statedImages('rule: x')).toBeUndefined();
});
