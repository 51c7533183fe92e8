import type { InstructionOf } from '../../model/instruction.ts';
import { each, type HadolintRule } from './rule.ts';

type From = InstructionOf<'FROM'>;

/** A reference taken apart as hadolint does it. */
function imageOf({ image }: From): {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: boolean;
} {
  const text = image?.text ?? '';
  const at = text.indexOf('@');
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  return {
    name: tagged ? named.slice(0, colon) : named,
    tag: tagged ? named.slice(colon + 1) : undefined,
    digest: at !== -1,
  };
}

/** Names of the stages in front of an instruction. */
function* withEarlier(froms: readonly From[]): Generator<{ readonly from: From; readonly names: ReadonlySet<string> }> {
  const names = new Set<string>();
  for (const from of froms) {
    yield { from, names };
    if (from.name !== undefined) names.add(from.name.text);
  }
}

function fromRule(
  head: Omit<HadolintRule, 'check'>,
  isBad: (from: From, earlier: ReadonlySet<string>) => boolean,
): HadolintRule {
  return {
    ...head,
    check({ instructions, report }) {
      const froms = instructions.filter((instruction) => instruction.keyword === 'FROM');
      for (const { from, names } of withEarlier(froms)) if (isBad(from, names)) report(from);
    },
  };
}

/** The value of `--platform`, with its quotes; '' where there is none. */
function platformOf({ flags }: From): string {
  return flags.find(({ name }) => name === 'platform')?.written?.text ?? '';
}

export const BASE_IMAGE: readonly HadolintRule[] = [
  fromRule(
    { code: 'DL3006', severity: 'warning', message: 'the image has no tag, and so may be another one tomorrow' },
    (from, earlier) => {
      const { name, tag, digest } = imageOf(from);
      return tag === undefined && !digest && name !== 'scratch' && !name.startsWith('$') && !earlier.has(name);
    },
  ),
  fromRule(
    { code: 'DL3007', severity: 'warning', message: 'the tag latest moves with every release' },
    (from) => imageOf(from).tag === 'latest' && !imageOf(from).digest,
  ),
  fromRule(
    { code: 'DL3024', severity: 'error', message: 'the name of the stage is taken by an earlier one' },
    ({ name }, earlier) => name !== undefined && earlier.has(name.text),
  ),
  each(
    { code: 'DL3029', severity: 'warning', message: 'the platform is fixed: images for others cannot be built' },
    'FROM',
    (from) => {
      const platform = platformOf(from);
      return platform !== '' && !platform.includes('BUILDPLATFORM') && !platform.includes('TARGETPLATFORM');
    },
  ),
  each(
    { code: 'DL3063', severity: 'warning', message: 'the name of the stage is a reserved word' },
    'FROM',
    ({ name }) => name?.text === 'scratch' || name?.text === 'context',
  ),
  each(
    { code: 'DL3065', severity: 'warning', message: 'the platform is the one that is built for anyway' },
    'FROM',
    (from) => /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(platformOf(from)),
  ),
  {
    code: 'DL3061',
    severity: 'error',
    message: 'only ARG may stand in front of the first FROM',
    check({ instructions, report }) {
      const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
      for (const instruction of instructions.slice(0, first === -1 ? undefined : first)) {
        if (instruction.keyword !== 'ARG') report(instruction);
      }
    },
  },
  copyFrom(
    { code: 'DL3022', severity: 'warning', message: 'COPY --from names no earlier stage' },
    ({ source, names, count }) => {
      if (source.includes(':') || names.has(source)) return false;
      const number = /^[0-9]+/.exec(source)?.[0];
      return number === undefined || Number(number) >= count;
    },
  ),
  copyFrom(
    { code: 'DL3023', severity: 'error', message: 'COPY --from names its own stage' },
    ({ source, own }) => own?.name?.text === source,
  ),
  copyFrom(
    { code: 'DL3067', severity: 'warning', message: 'the whole file system of another stage is copied' },
    ({ copy }) => copy.target?.text === '/' && copy.sources.some(({ text }) => text === '/'),
  ),
];

interface CopyFrom {
  readonly copy: InstructionOf<'COPY'>;
  readonly source: string;
  /** The FROM that it stands under. */
  readonly own: From | undefined;
  /** Names of the stages so far, that of its own among them. */
  readonly names: ReadonlySet<string>;
  /** Number of FROMs so far. */
  readonly count: number;
}

function copyFrom(head: Omit<HadolintRule, 'check'>, isBad: (copy: CopyFrom) => boolean): HadolintRule {
  return {
    ...head,
    check({ instructions, report }) {
      const names = new Set<string>();
      let own: From | undefined;
      let count = 0;
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') {
          if (instruction.name !== undefined) names.add(instruction.name.text);
          own = instruction;
          count += 1;
        }
        if (instruction.keyword !== 'COPY') continue;
        const source = instruction.flags.find(({ name }) => name === 'from')?.value;
        if (source !== undefined && isBad({ copy: instruction as InstructionOf<'COPY'>, source, own, names, count })) {
          report(instruction);
        }
      }
    },
  };
}
