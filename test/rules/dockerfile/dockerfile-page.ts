import { NO_INPUTS } from '../../../src/builds/build.ts';
import { readDockerignore } from '../../../src/builds/dockerignore.ts';
import { type LintConfig, layerOf, PLAIN_CONFIG } from '../../../src/lint/config.ts';
import { fixDockerfile } from '../../../src/lint/fix.ts';
import { ABOUT_IGNORES } from '../../../src/lint/ignore-rules.ts';
import { lintDockerfile } from '../../../src/lint/lint-file.ts';
import { compileLinter, type Linter } from '../../../src/lint/linter.ts';
import type { BuildInputs, ContextEntry } from '../../../src/model/build.ts';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import type { LintLayerPart } from '../../../src/model/lint-policy.ts';
import { MANIFEST_LIMITS, parseYaml } from '../../../src/parse/yaml.ts';
import { DOCKERFILE_RULES } from '../../../src/rules/dockerfile/index.ts';
import { containersIn } from '../../support/paired-containers.ts';
import { readProjectFile } from '../marked-yaml.ts';
import { readPage } from '../rule-page.ts';

/** Comments run out, so that the examples need a day. */
export const TODAY = '2026-11-20';

const MARK = /^[ \t]*# finding: (?<id>[a-z-]+)$/;

/** A Dockerfile of a page; without a .dockerignore its build context has none. */
export interface Example {
  /** Without the lines that mark findings. */
  readonly text: string;
  /** `line: id`, in the order of the lines. */
  readonly marks: readonly string[];
  readonly inputs: BuildInputs;
}

/** Where the parts of a page of a rule over Dockerfiles stand: rules that judge workloads as well have them at the end. */
export interface PageSections {
  readonly options: string;
  readonly fails: string;
  readonly passes: string;
  readonly fixed: string;
  readonly checks: string;
  /** All sections in their order, without that of fixes. */
  readonly all: readonly string[];
}

/** What lies in the build context of every example; nothing is known of other paths. */
const CONTEXT: ReadonlyMap<string, ContextEntry> = new Map([
  ['.git', { kind: 'directory' }],
  ['.env', { kind: 'file', size: 20, archive: undefined }],
]);

const ALONE: PageSections = {
  options: 'Options',
  fails: 'Fails',
  passes: 'Passes',
  fixed: 'Fixed',
  checks: 'Related checks',
  all: [
    'What it finds',
    'Why it matters',
    'Options',
    'In a policy',
    'Fails',
    'Passes',
    'Good to know',
    'Related checks',
  ],
};

const SHARED: PageSections = {
  options: 'Dockerfile options',
  fails: 'Dockerfile fails',
  passes: 'Dockerfile passes',
  fixed: 'Dockerfile fixed',
  checks: 'Dockerfile checks',
  all: ['In Dockerfiles', 'Dockerfile options', 'Dockerfile fails', 'Dockerfile passes', 'Dockerfile checks'],
};

export function sectionsOf(id: string): PageSections {
  return readPage(id).sections.includes('In Dockerfiles') ? SHARED : ALONE;
}

/** The Dockerfiles of a section. A block that is called .dockerignore, or manifest, belongs to the one behind it. */
export function examplesIn(id: string, section: string): readonly Example[] {
  const text = readProjectFile(`docs/rules/${id}.md`);
  const start = text.indexOf(`\n## ${section}\n`);
  if (start === -1) return [];
  const end = text.indexOf('\n## ', start + 1);
  const body = text.slice(start, end === -1 ? text.length : end);
  const examples: Example[] = [];
  let ignore: string | undefined;
  let manifest: string | undefined;
  for (const { groups } of body.matchAll(
    /^```(?<kind>dockerfile|text \.dockerignore|yaml manifest)\n(?<content>.*?)^```$/gms,
  )) {
    if (groups?.kind === 'dockerfile') {
      examples.push(exampleOf(groups.content ?? '', ignore, manifest));
      [ignore, manifest] = [undefined, undefined];
    } else if (groups?.kind === 'yaml manifest') manifest = groups.content;
    else ignore = groups?.content;
  }
  return examples;
}

function exampleOf(content: string, ignore: string | undefined, manifest: string | undefined): Example {
  const lines: string[] = [];
  const marks: string[] = [];
  for (const line of content.split('\n')) {
    const id = MARK.exec(line)?.groups?.id;
    if (id === undefined) lines.push(line);
    else marks.push(`${lines.length + 1}: ${id}`);
  }
  const context = ignore === undefined ? undefined : readDockerignore('.dockerignore', ignore);
  return {
    text: lines.join('\n'),
    marks,
    inputs: {
      ...NO_INPUTS,
      context: { ignore: context ?? 'none', entry: (path) => CONTEXT.get(path) },
      ...(manifest !== undefined && { containers: containersIn(manifest) }),
    },
  };
}

/** A linter with the rule of a page, and what the page has under "In a policy". */
export function linterOf(rule: DockerfileRule): Linter {
  const others = ABOUT_IGNORES.has(rule.id) ? DOCKERFILE_RULES : [rule].filter(({ id }) => isTopical(id));
  return compileLinter(others, configOf(rule));
}

function isTopical(id: string): boolean {
  return DOCKERFILE_RULES.some((rule) => rule.id === id);
}

function configOf(rule: DockerfileRule): LintConfig {
  const spec = policyOf(rule);
  const layer = layerOf({ rules: [{ rule: rule.id }], ...spec });
  return {
    ...PLAIN_CONFIG,
    layers: layer.map(({ rules }) => rules),
    forbidIgnores: (spec.forbidIgnores ?? []).map((id) => ({ rule: id, policy: 'example' })),
    ignores: { requireReason: false, ...spec.ignores },
  };
}

/** The entry of a list of rules, or the whole `spec` of a policy. */
function policyOf({ id, options }: DockerfileRule): Partial<LintLayerPart> {
  const [document] = parseYaml(`${id}.md`, readPage(id).yaml('In a policy'), MANIFEST_LIMITS);
  if (!Array.isArray(document?.value)) return document?.value as Partial<LintLayerPart>;
  const [entry, ...others] = document.value as { rule: string; options?: object }[];
  if (entry?.rule !== id || others.length > 0)
    throw new Error(`docs/rules/${id}.md: the policy is not about this rule`);
  const known = options.kind === 'record' ? Object.keys(options.fields) : [];
  // An option that the rule has for workloads alone means nothing here.
  const own = Object.entries(entry.options ?? {}).filter(([name]) => sectionsOf(id) === ALONE || known.includes(name));
  return { rules: [{ rule: id, ...(own.length > 0 && { options: Object.fromEntries(own) }) }] };
}

/** `line: id` of the findings of the rule, in the order of the lines. */
export function placesIn({ text, inputs }: Example, id: string, linter: Linter): readonly string[] {
  const { findings } = lintDockerfile({ file: 'Dockerfile', text, inputs, linter, today: TODAY });
  return findings
    .filter(({ rule }) => rule === id || rule === 'internal-error')
    .map(({ rule, region }) => `${region.start.line}: ${rule}`);
}

/** An example after all fixes of the rule, safe and unsafe. */
export function fixedText({ text, inputs }: Example, id: string, linter: Linter): string {
  const only = new Set([id]);
  return fixDockerfile({ file: 'Dockerfile', text, inputs, linter, today: TODAY, safety: 'unsafe', only }).text;
}
