import { describe, expect, test } from '@jest/globals';
import { withEngineRules } from '../../../src/lint/linter.ts';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';
import { readPage } from '../rule-page.ts';
import { examplesIn, fixedText, linterOf, placesIn, sectionsOf } from './dockerfile-page.ts';

/** The page of every rule over Dockerfiles says what its source says, and its examples do what they are said to do. */

const RULES = withEngineRules(DOCKERFILE_RULES);

/** What a page cannot show: files that are too large for one, and a defect of our own. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['file-too-large', 'internal-error', 'long-line', 'not-checked']);

function optionNames({ options }: DockerfileRule): readonly string[] {
  return options.kind === 'record' ? Object.keys(options.fields) : [];
}

/** The names in the table of options; of a page for workloads as well they may be under "Options" above. */
function optionsOnPage(id: string, section: string): readonly string[] {
  const text = readPage(id).text(section);
  return [...text.matchAll(/^\| `(?<name>\w+)` \|/gm)].map(({ groups }) => groups?.name ?? '');
}

test('every rule has an id of its own', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.toSorted()).toEqual([...new Set(ids)].sort());
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is described in the words of the house', () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    for (const text of [rule.summary, rule.why, rule.remediation]) expect(text).toMatch(/^[A-Za-z].*[^.\s]$/);
    expect(rule.summary).not.toContain('\n');
  });

  test('page: says what the source says', () => {
    const page = readPage(id);
    const sections = sectionsOf(id);
    const isShared = sections.fails !== 'Fails';
    expect(page.title).toBe(`# ${id}`);
    if (!isShared) expect(page.summary).toBe(`${rule.summary}.`);
    const own = isShared ? page.sections.slice(page.sections.indexOf('In Dockerfiles')) : page.sections;
    expect(own.filter((section) => section !== sections.fixed)).toEqual(sections.all);
    const saysTheSame = /^The same as above/.test(page.text(sections.options).split('\n').slice(1).join('\n').trim());
    const options = optionsOnPage(id, isShared && saysTheSame ? 'Options' : sections.options);
    if (isShared && saysTheSame) expect(options).toEqual(expect.arrayContaining([...optionNames(rule)]));
    else expect(options).toEqual(optionNames(rule));
  });

  test('page: names every alias', () => {
    const text = readPage(id).text(sectionsOf(id).checks);
    const aliases = Object.values(rule.aliases ?? {}).flat();
    expect(aliases.filter((alias) => !text.includes(`\`${alias}\``))).toEqual([]);
  });

  test('page: the examples fail where they are marked', () => {
    if (NOT_SHOWN.has(id)) return;
    const linter = linterOf(rule);
    const examples = examplesIn(id, sectionsOf(id).fails);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example.marks.length).toBeGreaterThan(0);
      expect(placesIn(example, id, linter)).toEqual(example.marks);
    }
  });

  test('page: the examples that pass do so', () => {
    const linter = linterOf(rule);
    const examples = examplesIn(id, sectionsOf(id).passes);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(placesIn(example, id, linter)).toEqual([]);
  });

  test('page: shows the first example after its fixes', () => {
    const { fails, fixed } = sectionsOf(id);
    const [first] = examplesIn(id, fails);
    if (first === undefined) return;
    const linter = linterOf(rule);
    const after = fixedText(first, id, linter);
    const shown = examplesIn(id, fixed);
    expect(shown.map(({ text }) => text)).toEqual(after === first.text ? [] : [after]);
    expect(fixedText({ ...first, text: after }, id, linter)).toBe(after);
    if (after !== first.text) expect(rule.fixes).toBeDefined();
  });
});
