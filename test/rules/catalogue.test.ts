import { describe, expect, test } from '@jest/globals';
import { planPatch } from '../../src/evaluate/patch.ts';
import { withEngineRules } from '../../src/lint/linter.ts';
import type { WorkloadRule } from '../../src/model/rule.ts';
import { valueAt as lookUp } from '../../src/model/value-at.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../src/parse/yaml.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import {
  foundPlaces,
  judge,
  listProjectFolder,
  markedPlaces,
  surroundingsOf,
  valueAt,
  workloadsAmong,
} from './marked-yaml.ts';
import { compileEntry, readFixture, withOption } from './rule-fixture.ts';
import { readPage } from './rule-page.ts';

/** Every rule has a source, a page and a fixture, and they agree. Nothing here names a rule. */

const ids = WORKLOAD_RULES.map(({ id }) => id);
const dockerfileIds = withEngineRules(DOCKERFILE_RULES).map(({ id }) => id);
/** What a page says of a rule that is one over Dockerfiles as well; test/rules/dockerfile/pages.test.ts looks at it. */
const ABOUT_DOCKERFILES = /^(?:In Dockerfiles|Dockerfile [a-z]+)$/;

function optionNames({ options }: WorkloadRule): readonly string[] {
  return options.kind === 'record' ? Object.keys(options.fields) : [];
}

/** What is wrong with one rule fails the tests of that rule alone. */
function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}

const mutating = WORKLOAD_RULES.filter((rule) => optionNames(rule).includes('mutate')).map(({ id }) => id);

describe('the list of rules', () => {
  test('is in alphabetical order, each id once', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  test.each([
    ['pages', 'docs/rules', '.md', [...ids, ...dockerfileIds]],
    ['fixtures', 'test/fixtures/rules', '.yaml', ids],
  ])('has all %s, and none of rules that do not exist', (_, folder, extension, wanted) => {
    const names = listProjectFolder(folder).filter((file) => file !== 'README.md');
    expect(names.sort()).toEqual([...new Set(wanted)].map((id) => id + extension).sort());
  });
});

describe.each(WORKLOAD_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const page = once(() => readPage(id));
  const fixture = once(() => readFixture(id));
  const judged = once(() =>
    fixture().parts.flatMap(({ entry, manifests, surroundings }) =>
      manifests.map((document) => judge(compileEntry(entry), document.value, surroundings)),
    ),
  );

  test('is described in the words of the house', () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(rule.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.remediation).toMatch(/^[A-Z].*\.$/);
  });

  test('fixture: finds exactly what is marked', () => {
    const found = fixture().parts.flatMap(({ entry, manifests, surroundings }) => {
      const check = compileEntry(entry);
      return manifests.flatMap((document) => foundPlaces(id, check, document, surroundings));
    });
    expect(found).toEqual(markedPlaces(fixture().text));
  });

  test('fixture: has findings, every kind of container, a Windows pod and a controller', () => {
    if (judged().every(({ workload }) => workload.holds === 'connection')) return;
    const containers = judged().flatMap(({ workload }) => workload.containers);
    const lists = containers.map(({ list, sidecar }) => (sidecar ? 'sidecar' : list));
    expect(new Set(lists)).toEqual(new Set(['containers', 'initContainers', 'sidecar', 'ephemeralContainers']));
    expect(judged().map(({ workload }) => workload.kind)).toEqual(expect.arrayContaining(['Pod', 'CronJob']));
    expect(judged().some(({ workload }) => workload.windows)).toBe(true);
    expect(judged().some(({ problems }) => problems.length > 0)).toBe(true);
  });

  test('problems: one line each, at a path that exists', () => {
    for (const { object, problems } of judged()) {
      for (const { message, path } of problems) {
        expect(message).toMatch(
          /^(?:(?:init |sidecar |ephemeral )?container|(?:image )?volume|the [A-Za-z]+)[ -~…]+[^.\s]$/,
        );
        expect(message.length).toBeLessThanOrEqual(1_024);
        expect(() => valueAt(object, path)).not.toThrow();
      }
    }
  });

  test('remedies: none unless asked to mutate', () => {
    const remedies = fixture()
      .parts.filter(({ entry }) => !JSON.stringify(entry).includes('mutate'))
      .flatMap(({ entry, manifests, surroundings }) =>
        manifests.map(({ value }) => judge(compileEntry(entry), value, surroundings)),
      )
      .flatMap(({ problems }) => problems.filter(({ remedy }) => remedy !== undefined));
    expect(remedies).toEqual([]);
  });

  test('page: says what the source says', () => {
    expect(page().title).toBe(`# ${id}`);
    expect(page().summary).toBe(`${rule.summary}.`);
    expect(page().options).toEqual(optionNames(rule));
    expect(page().sections.some((section) => ABOUT_DOCKERFILES.test(section))).toBe(dockerfileIds.includes(id));
    expect(page().sections.filter((section) => !ABOUT_DOCKERFILES.test(section))).toEqual([
      'What it finds',
      'Why it matters',
      'Options',
      'In a policy',
      'Fails',
      'Passes',
      'Good to know',
      'Related checks',
    ]);
  });

  test('page: names every alias', () => {
    const aliases = Object.values(rule.aliases ?? {}).flat();
    const text = page().text('Related checks');
    expect(aliases.filter((alias) => !text.includes(`\`${alias}\``))).toEqual([]);
  });

  test.each(['Fails', 'Passes'])('page: the example under "%s" does so', (section) => {
    const [policy] = parseYaml(`${id}.md`, page().yaml('In a policy'), MANIFEST_LIMITS);
    const [entry, ...others] = (policy?.value ?? []) as { rule: string }[];
    if (entry === undefined) throw new Error('no rule in the example policy');
    expect([entry.rule, others]).toEqual([id, []]);
    const text = page().yaml(section);
    const documents = parseYaml(`${id}.md`, text, MANIFEST_LIMITS);
    const found = workloadsAmong(documents).flatMap((document) =>
      foundPlaces(id, compileEntry({ ...entry }), document, surroundingsOf(documents, text)),
    );
    expect(found).toEqual(markedPlaces(text));
    expect(found.length > 0).toBe(section === 'Fails');
  });
});

describe.each(mutating)('%s, asked to mutate', (id) => {
  test('fills gaps only, ends the problem and spares Windows', () => {
    let written = 0;
    for (const { entry, manifests, surroundings } of readFixture(id).parts) {
      const check = compileEntry(withOption(entry, 'mutate', true));
      for (const document of manifests) {
        const { object, workload, problems } = judge(check, document.value, surroundings);
        const remedies = problems.flatMap(({ remedy }) => remedy ?? []);
        for (const { path } of remedies) expect(lookUp(object, path) ?? null).toBeNull();
        if (workload.windows) expect(remedies).toEqual([]);
        const after = judge(check, planPatch(object, remedies).patched, surroundings).problems;
        expect(after).toEqual(problems.filter(({ remedy }) => remedy === undefined));
        written += remedies.length;
      }
    }
    expect(written).toBeGreaterThan(0);
  });
});
