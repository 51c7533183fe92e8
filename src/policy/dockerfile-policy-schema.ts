import { FAIL_LEVELS, LINT_SETTINGS, type LintRuleNames, type LintSetting } from '../model/lint-policy.ts';
import {
  anyObject,
  flag,
  type Infer,
  list,
  map,
  number,
  optional,
  record,
  required,
  type Schema,
  type TextCheck,
  text,
  variant,
  word,
} from '../model/schema.ts';
import { checkPathGlob } from '../parse/path-glob.ts';
import { API_VERSION, METADATA } from './document-head.ts';

const MOST_RULES = 1_024;
const MOST_DAYS = 3_650;

const checkVariable: TextCheck = (name) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? undefined : 'must be the name of a variable: letters, digits and "_"';

/** A rule that a policy sets. */
export interface DockerfileRuleSource {
  readonly rule: string;
  readonly severity?: LintSetting;
  readonly options?: object;
}

const ruleName = (description: string) => text(description, { maxLength: 64 });

const SEVERITY = word(
  'How severe its findings are; off: it finds nothing. Default: the severity of the rule',
  LINT_SETTINGS,
);

/** Fields that LintSettings have, too. */
const LINT_FIELDS = {
  ruleset: optional(
    text('The rule set that says which rules are on, and how severe they are; default: the oldest one', {
      maxLength: 32,
    }),
  ),
  failOn: optional(word('The mildest severity that fails a run; none: no finding does', FAIL_LEVELS)),
  buildArgs: optional(
    map('Values of build arguments, as --build-arg gives them', text('A value', { minLength: 0 }), checkVariable),
  ),
};

/** Globs over paths of files. */
function pathGlobs(description: string) {
  const meaning = 'A glob: * stays inside a part of the path, ** crosses; a name alone fits at any depth';
  return list(description, text(meaning, { check: checkPathGlob }));
}

/** An entry of `rules` as loading checks it: ids, aliases and options are looked at where the rules are known. */
const ANY_RULE: Schema<DockerfileRuleSource> = record('A rule', {
  rule: required(ruleName('Id of the rule, or its id in another tool: DL3006')),
  severity: optional(SEVERITY),
  options: optional(anyObject('Options of the rule')),
});

/** The schema of a `DockerfilePolicy` document. */
export function dockerfilePolicySchema(rule: Schema<DockerfileRuleSource> = ANY_RULE) {
  return record('A policy over Dockerfiles', {
    apiVersion: required(word('The version of this format', [API_VERSION])),
    kind: required(word('The kind of document', ['DockerfilePolicy'])),
    metadata: required(METADATA),
    spec: required(
      record('What the policy asks for, and of which files', {
        ...LINT_FIELDS,
        match: optional(
          record('Which files it is about; default: all', {
            files: required(
              record('By their paths', {
                include: optional(pathGlobs('Files that fit one of these; default: all')),
                exclude: optional(pathGlobs('But none that fits one of these')),
              }),
            ),
          }),
        ),
        rules: optional(list('Rules, with severities and options', rule, { maxItems: MOST_RULES })),
        forbidIgnores: optional(
          list(
            'Rules that no comment in a file may ignore, of whatever tool',
            ruleName('Id of a rule, or its id in another tool'),
            {
              maxItems: MOST_RULES,
            },
          ),
        ),
        ignores: optional(
          record('What comments that ignore findings must say', {
            requireReason: optional(flag('A comment without a reason ignores nothing; default: false')),
            maxDays: optional(
              number('A comment without an end, or with one further away than these days, ignores nothing', {
                integer: true,
                minimum: 1,
                maximum: MOST_DAYS,
              }),
            ),
          }),
        ),
      }),
    ),
  });
}

/** The schema of `DockerfilePolicy` documents for editors, which know every id and alias, and the options behind it. */
export function dockerfilePolicySchemaOf(rules: LintRuleNames) {
  const variants = rules.names.map((name) => {
    const [rule, other] = rules.rulesNamed(name);
    const options = rule === undefined || other !== undefined ? {} : { options: optional(rule.options) };
    const description = rule?.id === name ? rule.summary : `In other tools: ${rule?.summary}`;
    return [name, { description, fields: { severity: optional(SEVERITY), ...options } }] as const;
  });
  return dockerfilePolicySchema(variant('A rule', 'rule', Object.fromEntries(variants)));
}

export type DockerfilePolicySource = Infer<ReturnType<typeof dockerfilePolicySchema>>;

/** The schema of a `LintSettings` document. */
export const LINT_SETTINGS_SCHEMA = record('How the files of a project are linted', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['LintSettings'])),
  metadata: optional(METADATA),
  spec: required(
    record('The settings', {
      ...LINT_FIELDS,
      policies: optional(list('Policy files and folders, from the folder of this file on', text('A path'))),
      exclude: optional(pathGlobs('Files and folders that are not looked into, from the folder of this file on')),
      manifests: optional(
        list(
          'Manifests, Compose files and skaffold.yaml that run the images, from the folder of this file on',
          text('A path'),
        ),
      ),
      workloads: optional(
        map(
          'Which workload runs the image of a Dockerfile, by its path from the folder of this file on',
          text('WORKLOAD or WORKLOAD/CONTAINER'),
        ),
      ),
      shellcheck: optional(word('Whether the program ShellCheck is asked; auto: where there is one', ['auto', 'off'])),
    }),
  ),
});

export type LintSettingsSource = Infer<typeof LINT_SETTINGS_SCHEMA>;
