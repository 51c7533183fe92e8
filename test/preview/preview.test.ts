import { describe, expect, test } from '@jest/globals';
import { buildOf, NO_INPUTS } from '../../src/builds/build.ts';
import { imageFacts } from '../../src/builds/image-facts.ts';
import type { BaseFacts } from '../../src/model/build.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledPolicy } from '../../src/model/policy.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';
import { guessesOf } from '../../src/preview/image-guess.ts';
import { idealPod, podOf, podWithoutUser } from '../../src/preview/pod.ts';
import { PodJudge, subjectOf } from '../../src/preview/pod-judge.ts';
import { previewOf } from '../../src/preview/preview.ts';
import { objection, policy, policySet, rule } from '../support/policies.ts';

const SETTING = { namespace: 'default', windows: false, care: 'careful' } as const;

function guesses(text: string, facts?: Partial<BaseFacts>) {
  const build = buildOf(parseDockerfile(text), {
    ...NO_INPUTS,
    baseFacts: () => facts && { digest: 'sha256:a', ...facts },
  });
  const known = imageFacts(build);
  if (known === undefined || build.final === undefined) throw new Error('no stage');
  return { build, ...guessesOf(known, build, build.final) };
}

const containerOf = (pod: JsonObject) => valueAt(pod, ['spec', 'containers', 0]) as JsonObject;

describe('what an image may be', () => {
  test('is one thing where all is known', () => {
    const { best, worst } = guesses('FROM scratch\nUSER 7:8\nEXPOSE 90 80/udp\nENV A=1');
    expect(worst).toBe(best);
    expect(best).toEqual({
      config: '7:8',
      user: { kind: 'number', uid: 7, gid: 8 },
      ports: [
        { port: 80, protocol: 'udp' },
        { port: 90, protocol: 'tcp' },
      ],
      env: [{ name: 'A', value: '1' }],
    });
  });

  test.each([
    ['root', { user: '' }, { kind: 'root' }, { kind: 'root' }],
    ['a number', { user: '5' }, { uid: 5 }, { uid: 5 }],
    ['a name', { user: 'a:b' }, { kind: 'name', name: 'a' }, { kind: 'name' }],
    ['nobody knows', {}, { uid: 65_532 }, { kind: 'root' }],
  ])('follows from the base image: %s', (_, facts, best, worst) => {
    expect(guesses('FROM a', facts)).toMatchObject({ best: { user: best }, worst: { user: worst } });
  });

  test('holds no port and no variable twice, and a bounded number', () => {
    const { best, worst } = guesses('FROM a\nEXPOSE 22\nENV LD_PRELOAD=x\nEXPOSE 1000-9000');
    expect(worst.ports.filter(({ port }) => port === 22)).toHaveLength(1);
    expect(worst.env).toHaveLength(1);
    expect(best.ports).toHaveLength(500);
    expect(best.ports[0]).toEqual({ port: 22, protocol: 'tcp' });
  });
});

describe('a pod that says the truth', () => {
  test.each([
    ['root', 'USER root', {}],
    ['a number', 'USER 7', { runAsNonRoot: true, runAsUser: 7 }],
    ['a group', 'USER 7:0', { runAsNonRoot: true, runAsUser: 7, runAsGroup: 0 }],
    ['a name', 'USER app', { runAsNonRoot: true }],
  ])('of %s', (_, line, expected) => {
    const { best } = guesses(`FROM scratch\n${line}`);
    const context = containerOf(podOf(best, { ...SETTING, care: 'bare' })).securityContext;
    expect(context).toEqual(expected);
    expect(containerOf(podWithoutUser(best, { ...SETTING, care: 'bare' })).securityContext).toEqual({});
  });

  test('is well-formed, and so is its ideal, which has the same shape', () => {
    const { best } = guesses('FROM scratch\nEXPOSE 22 80/udp\nENV A= B=2\nUSER 0');
    for (const windows of [false, true]) {
      const setting = { ...SETTING, windows };
      const [pod, ideal] = [podOf(best, setting), idealPod(best, setting)];
      expect(subjectOf(pod).workload.malformed).toEqual([]);
      expect(subjectOf(ideal).workload.malformed).toEqual([]);
      for (const list of ['ports', 'env']) {
        expect(containerOf(ideal)[list]).toHaveLength((containerOf(pod)[list] as readonly unknown[]).length);
      }
    }
  });
});

describe('what a cluster says', () => {
  const world = {
    namespaceLabels: () => Promise.reject(new Error('not asked')),
    signal: new AbortController().signal,
    today: () => '2026-11-20',
    honoursAnnotations: false,
  };
  const previewed = (text: string, ...policies: readonly CompiledPolicy[]) => {
    const set = policySet(...policies);
    const { build } = guesses(text);
    return previewOf(build, { policySet: set, judge: new PodJudge(set, world), namespace: 'default' });
  };

  test('what is found in every pod is left to manifests', async () => {
    const { admission, problems } = await previewed('FROM a', policy([objection()]));
    expect(problems).toEqual([]);
    expect(admission.answers).toMatchObject([{ policy: 'a-policy', rule: 'a-rule', verdict: 'manifest' }]);
  });

  test('a rule that fails is told, and is no verdict', async () => {
    const broken = rule({
      check: () => {
        throw new Error('x');
      },
    });
    const { admission, problems } = await previewed('FROM a', policy([broken]));
    expect(problems).toEqual([]);
    expect(admission.failures).toEqual(['rule a-rule of policy a-policy failed']);
  });

  test('policies that do not match, and rules about connections and several objects, are left out', async () => {
    const others = policy([objection()], { name: 'other', matches: () => false });
    const rules = [objection({ reads: ['connection'] }), objection({ crossObject: true })];
    expect((await previewed('FROM a', others, policy(rules))).admission.answers).toEqual([]);
  });

  test('what cannot be decided before the image is pushed is not checked', async () => {
    const undecided = rule({ check: (_, report) => report({ message: 'x', path: [], undecided: true }) });
    const { admission } = await previewed('FROM a', policy([undecided]));
    expect(admission.answers).toMatchObject([{ verdict: 'unchecked' }]);
  });
});
