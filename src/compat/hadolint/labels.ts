import type { Instruction, InstructionOf, Pair } from '../../model/instruction.ts';
import type { HadolintConfig, LabelType } from './config.ts';
import { each, type HadolintRule, unquoted } from './rule.ts';

const RESERVED = ['com.docker.', 'io.docker.', 'org.dockerproject.'];
const KEY = /^[a-z](?:[0-9a-z._/-]*[0-9a-z])?$/;

/** Codes of the kinds that a label may be of; a text can be anything. */
const KINDS: readonly (readonly [string, LabelType, string, (value: string) => boolean])[] = [
  ['DL3052', 'url', 'a URL', isUrl],
  ['DL3053', 'rfc3339', 'a time as RFC 3339 writes it', (value) => TIME.test(value)],
  ['DL3054', 'spdx', 'an SPDX licence identifier', (value) => /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(value)],
  ['DL3055', 'hash', 'a git hash', (value) => /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/.test(value)],
  ['DL3056', 'semver', 'a semantic version', (value) => SEMVER.test(value)],
  ['DL3058', 'email', 'an e-mail address', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)],
];
const TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const SEMVER =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function isUrl(value: string): boolean {
  return URL.canParse(value) && /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(value);
}

function isGoodKey(key: string): boolean {
  return (
    KEY.test(key) && !key.includes('..') && !key.includes('--') && !RESERVED.some((prefix) => key.startsWith(prefix))
  );
}

const keyOf = ({ key }: Pair) => unquoted(key.text);
const textOf = ({ value }: Pair) => unquoted(value?.text ?? '');

/** A rule about single pairs of LABEL. */
function labelRule(head: Omit<HadolintRule, 'check'>, isBad: (pair: Pair) => boolean): HadolintRule {
  return each(head, 'LABEL', (instruction) => (instruction as InstructionOf<'LABEL'>).pairs.some(isBad));
}

/** The rules about labels, by what a configuration says of them. */
export function labelRules({ labelSchema, strictLabels }: HadolintConfig): readonly HadolintRule[] {
  return [
    labelRule(
      { code: 'DL3048', severity: 'style', message: 'the key of a label is not in the recommended form' },
      (pair) => !isGoodKey(keyOf(pair)),
    ),
    ...[...labelSchema.keys()].map(requiredLabel),
    ...(strictLabels
      ? [
          labelRule(
            { code: 'DL3050', severity: 'info', message: 'a label is not in the schema' },
            (pair) => !labelSchema.has(keyOf(pair)),
          ),
        ]
      : []),
    labelRule(
      { code: 'DL3051', severity: 'warning', message: 'a label of the schema is empty' },
      (pair) => labelSchema.has(keyOf(pair)) && textOf(pair) === '',
    ),
    ...KINDS.map(([code, type, what, isGood]) =>
      labelRule(
        { code, severity: 'warning', message: `a label is not ${what}` },
        (pair) => labelSchema.get(keyOf(pair)) === type && !isGood(textOf(pair)),
      ),
    ),
  ];
}

interface LabelledStage {
  readonly from: InstructionOf<'FROM'>;
  /** It has the label, or is built on a stage that does. */
  has: boolean;
  silent: boolean;
}

/** Silent for stages that others copy from, and for those that are built on a stage with the label. */
function requiredLabel(label: string): HadolintRule {
  return {
    code: 'DL3049',
    severity: 'info',
    message: `the label ${label} is missing`,
    check({ instructions, report }) {
      const stages: LabelledStage[] = [];
      const byName = new Map<string, LabelledStage>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') {
          const parent = byName.get(instruction.image?.text ?? '');
          const stage = { from: instruction, has: parent?.has === true, silent: false };
          stages.push(stage);
          byName.set((instruction.name ?? instruction.image)?.text ?? '', stage);
        }
        const stage = stages.at(-1);
        if (stage !== undefined && hasLabel(instruction, label)) stage.has = true;
        if (instruction.keyword === 'COPY') {
          const from = byName.get(instruction.flags.find(({ name }) => name === 'from')?.value ?? '');
          if (from !== undefined) from.silent = true;
        }
      }
      for (const { from, has, silent } of stages) if (!has && !silent) report(from);
    },
  };
}

function hasLabel(instruction: Instruction, label: string): boolean {
  return instruction.keyword === 'LABEL' && instruction.pairs.some((pair) => keyOf(pair) === label);
}
