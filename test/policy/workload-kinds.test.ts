import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { WorkloadKind } from '../../src/model/workload-kind.ts';
import { loadPolicies, type PolicyFile } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { problemsOf } from './harness.ts';

const POLICY = `apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: tested }
spec: { rules: [{ rule: disallow-privileged }] }
`;
const HEAD = `apiVersion: tidewaiter.dev/v1alpha1
kind: WorkloadKinds
metadata: { name: kinds }
spec:
`;

const load = (...files: readonly PolicyFile[]) => loadPolicies(files, WORKLOAD_RULES);
const kindsFile = (text: string, file = 'kinds.yaml'): PolicyFile => ({ file, text: HEAD + text });
const policyFile = (text = POLICY): PolicyFile => ({ file: 'policy.yaml', text });
const problems = (...texts: readonly string[]) =>
  problemsOf(() => load(policyFile(), ...texts.map((text, index) => kindsFile(text, `kinds${index}.yaml`))));
/** What one kind comes to. */
const declared = (kind: string, ...texts: readonly string[]): WorkloadKind | undefined =>
  load(policyFile(), ...texts.map((text) => kindsFile(text))).kinds.find('example.com/v1', kind);

const FARM = '{ apiVersion: example.com/v1, kind: Farm, path: spec.template }';

describe('kinds that documents declare', () => {
  test('are judged, with their templates and images', () => {
    const text = `
  podTemplates:
    - { apiVersion: example.com/v1, kind: Farm, path: spec.head.template }
    - { apiVersion: example.com/v1, kind: Farm, path: "spec.workers[*].template", whenMissing: pass }
  images:
    - { apiVersion: example.com/v1, kind: Farm, path: "spec.tools[*].image" }
`;
    expect(declared('Farm', text)).toEqual({
      group: 'example.com',
      version: 'v1',
      kind: 'Farm',
      templates: [
        { path: ['spec', 'head', 'template'] },
        { path: ['spec', 'workers', '*', 'template'], optional: true },
      ],
      images: [['spec', 'tools', '*', 'image']],
    });
  });

  test('in several documents count together, in whatever order', () => {
    const one = '  podTemplates: [{ apiVersion: example.com/v1, kind: Farm, path: spec.b }]\n';
    const other = '  podTemplates: [{ apiVersion: example.com/v1, kind: Farm, path: spec.a }]\n';
    expect(declared('Farm', one, other)).toEqual(declared('Farm', other, one));
    expect(declared('Farm', one, other)?.templates).toEqual([{ path: ['spec', 'a'] }, { path: ['spec', 'b'] }]);
  });

  test('are part of the version of the policies, in whatever order', () => {
    const versionOf = (...texts: readonly string[]) =>
      load(policyFile(), ...texts.map((text, index) => kindsFile(text, `${index}.yaml`))).version;
    const one = `  podTemplates: [${FARM}]\n`;
    const other = `  podTemplates: [${FARM.replace('Farm', 'Field')}]\n`;
    expect(versionOf(one, other)).toBe(versionOf(other, one));
    expect(new Set([versionOf(), versionOf(one), versionOf(other), versionOf(one, other)]).size).toBe(4);
  });

  test.each(['spec.template', '$.spec.template', '.spec.template'])('a path may be written %s', (path) => {
    const text = `  podTemplates: [{ apiVersion: example.com/v1, kind: Farm, path: ${path} }]\n`;
    expect(declared('Farm', text)?.templates).toEqual([{ path: ['spec', 'template'] }]);
  });

  test('may have the name of a built-in kind in a group of their own', () => {
    const text =
      '  podTemplates: [{ apiVersion: batch.volcano.sh/v1alpha1, kind: Job, path: "spec.tasks[*].template" }]\n';
    const { kinds } = load(policyFile(), kindsFile(text));
    expect(kinds.find('batch.volcano.sh/v1alpha1', 'Job')?.templates).toHaveLength(1);
    expect(kinds.find('batch/v1', 'Job')?.templates).toEqual([{ path: ['spec', 'template'] }]);
  });

  test('may stand in the file of the policies', () => {
    const text = `${POLICY}---\n${HEAD}  podTemplates: [${FARM}]\n`;
    expect(load(policyFile(text)).kinds.find('example.com/v1', 'Farm')).toBeDefined();
  });
});

describe('match.kinds', () => {
  const matching = (kind: string): PolicyFile =>
    policyFile(`${POLICY}`.replace('spec: {', `spec: { match: { kinds: [${kind}] },`));
  const farm = kindsFile(`  podTemplates: [${FARM}]\n`);

  test('takes declared kinds, wherever they are declared', () => {
    expect(load(farm, matching('Farm')).policies).toHaveLength(1);
    expect(load(matching('Farm'), farm).policies).toHaveLength(1);
  });

  test.each([
    ['Farn', '; did you mean "Farm"?'],
    ['Deploymnet', '; did you mean "Deployment"?'],
  ])('refuses %s', (kind, hint) => {
    const [problem, ...rest] = problemsOf(() => load(matching(kind), farm));
    expect(problem).toContain(`policy.yaml:4:26: spec.match.kinds[0]: unknown kind "${kind}"${hint}`);
    expect(problem).toContain('Job, CronJob, Farm');
    expect(rest).toEqual([]);
  });

  test('refuses a kind that is declared nowhere', () => {
    expect(problemsOf(() => load(matching('Farm')))).toHaveLength(1);
  });
});

describe('what is refused, with its place', () => {
  const templates = (entry: string) => `  podTemplates:\n    - ${entry}\n`;
  const withPath = (path: string) => templates(`{ apiVersion: example.com/v1, kind: Farm, path: "${path}" }`);
  const PATH = 'kinds0.yaml:6:55: spec.podTemplates[0].path';
  const NO_PATH = `${PATH}: must be field names and [*], such as spec.template or spec.workerGroupSpecs[*].template`;

  test.each<[string, string, string]>([
    [
      'a built-in kind',
      templates('{ apiVersion: apps/v1, kind: Deployment, path: spec.template }'),
      'kinds0.yaml:6:36: spec.podTemplates[0].kind: Deployment of apps/v1 is built in: leave it out',
    ],
    [
      'a built-in kind in an old group',
      templates('{ apiVersion: extensions/v1beta1, kind: DaemonSet, path: spec.x }'),
      'DaemonSet of extensions/v1beta1 is built in: leave it out',
    ],
    [
      'images of a built-in kind',
      '  images:\n    - { apiVersion: v1, kind: Pod, path: spec.x }\n',
      'kinds0.yaml:6:31: spec.images[0].kind: Pod of v1 is built in: leave it out',
    ],
    ['nothing', '  {}\n', 'kinds0.yaml:5:3: spec: needs podTemplates, images or both'],
    [
      'an unknown field',
      templates(FARM.replace(' }', ', pahts: x }')),
      'spec.podTemplates[0].pahts: unknown field; there are apiVersion, kind, path, whenMissing',
    ],
    [
      'no kind',
      templates('{ apiVersion: example.com/v1, path: spec.x }'),
      'kinds0.yaml:6:7: spec.podTemplates[0]: needs the field "kind"',
    ],
    [
      'a kind in lower case',
      templates(FARM.replace('Farm', 'farms')),
      'spec.podTemplates[0].kind: must be the name of a kind, such as Rollout',
    ],
    [
      'an apiVersion without a version',
      templates(FARM.replace('/v1', '')),
      'spec.podTemplates[0].apiVersion: must be a group and a version, such as argoproj.io/v1alpha1',
    ],
    [
      'another whenMissing',
      templates(FARM.replace(' }', ', whenMissing: deny }')),
      'spec.podTemplates[0].whenMissing: unknown value "deny"; expected pass',
    ],
    ['whenMissing at an image', `  images: [${FARM.replace(' }', ', whenMissing: pass }')}]\n`, 'unknown field'],
    ['an empty path', withPath(''), `${PATH}: is empty`],
    ['the root', withPath('$'), NO_PATH],
    ['a list at the root', withPath('[*].template'), NO_PATH],
    ['an index', withPath('spec.groups[0].template'), NO_PATH],
    ['an index as a name', withPath('spec.0'), NO_PATH],
    ['a name in quotes', withPath("spec['template']"), NO_PATH],
    ['a descent', withPath('spec..template'), NO_PATH],
    ['a path that ends in a point', withPath('spec.'), NO_PATH],
    ['a space', withPath('spec. template'), NO_PATH],
    ['a root without a point', withPath('$spec'), NO_PATH],
    ['a wildcard without brackets', withPath('spec.*'), NO_PATH],
    ['too many steps', withPath(`a${'.a'.repeat(16)}`), `${PATH}: has more than 16 steps`],
    ['too many lists', withPath('a[*][*][*][*]'), `${PATH}: goes through more than 3 lists`],
  ])('%s', (_, text, problem) => {
    const found = problems(text);
    expect(found).toEqual([expect.stringContaining(problem)]);
  });

  test('a place given twice, in one document or in two, however it is written', () => {
    const again = FARM.replace('spec.template', '$.spec.template');
    const message = 'spec.template of Farm of example.com/v1 is given already, at kinds0.yaml:6:7';
    expect(problems(`  podTemplates:\n    - ${FARM}\n    - ${again}\n`)).toEqual([
      `kinds0.yaml:7:7: spec.podTemplates[1]: ${message}`,
    ]);
    expect(problems(templates(FARM), templates(again))).toEqual([`kinds1.yaml:6:7: spec.podTemplates[0]: ${message}`]);
  });

  test('the same place is another one in another kind, version or section', () => {
    const others = ['Farm2', 'v2'].map((other) => FARM.replace(other === 'v2' ? 'v1' : 'Farm', other));
    expect(problems(`  podTemplates: [${FARM}, ${others.join(', ')}]\n  images: [${FARM}]\n`)).toEqual([]);
  });

  test('kinds alone enforce nothing', () => {
    const only = kindsFile(`  podTemplates: [${FARM}]\n`);
    expect(problemsOf(() => load(only))).toEqual([expect.stringContaining('nothing to enforce')]);
  });

  test('more than 1,000 documents', () => {
    const documents = Array.from({ length: 1_001 }, (_, index) => ({
      apiVersion: 'tidewaiter.dev/v1alpha1',
      kind: 'WorkloadKinds',
      metadata: { name: 'kinds' },
      spec: { images: [{ apiVersion: 'example.com/v1', kind: `K${index}`, path: 'spec.image' }] },
    }));
    const files = documents.map((document: JsonObject, index) => ({
      file: `${index}.yaml`,
      text: JSON.stringify(document),
    }));
    expect(problemsOf(() => load(policyFile(), ...files))).toEqual([
      '1000.yaml:1:1: there are more than 1000 WorkloadKinds documents',
    ]);
  });
});
