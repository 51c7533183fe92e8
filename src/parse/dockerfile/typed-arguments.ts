import type { Instruction, InstructionBase, Keyword } from '../../model/instruction.ts';
import { KEYWORDS } from '../../model/instruction.ts';
import { checkHealthcheckFlags, readCopy, readHealthcheck, readVolumeOrPorts } from './file-instructions.ts';
import { checkFlags } from './known-flags.ts';
import type { Reading } from './reading.ts';
import {
  type Arguments,
  checkRunFlags,
  readArg,
  readCommandInstruction,
  readFrom,
  readPairs,
  readValue,
} from './simple-instructions.ts';

const BY_NAME: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((keyword) => [keyword.toLowerCase(), keyword]));
const EXPANDED_FLAGS: ReadonlySet<string> = new Set(['platform', 'chown', 'chmod', 'checksum']);

/** The keyword that a word is, in any case. */
export function keywordOf(word: string): Keyword | undefined {
  return BY_NAME.get(word.toLowerCase());
}

/** An instruction but ONBUILD, with typed arguments and everything that is wrong with it reported. */
export function typedInstruction(
  reading: Reading,
  keyword: Exclude<Keyword, 'ONBUILD'>,
  base: Omit<InstructionBase, 'broken'>,
): Instruction {
  const before = reading.faults.count;
  const own = readArguments(reading, keyword);
  const broken = reading.faults.count > before;
  checkFlags(reading, isUnchecked(own) ? 'UNKNOWN' : keyword);
  if (own.keyword === 'RUN') checkRunFlags(reading, own);
  else if (own.keyword === 'HEALTHCHECK') checkHealthcheckFlags(reading, own);
  if (keyword === 'FROM' || keyword === 'COPY' || keyword === 'ADD') checkFlagExpansions(reading);
  return { ...base, broken, ...own };
}

function readArguments(reading: Reading, keyword: Exclude<Keyword, 'ONBUILD'>): OwnFields {
  switch (keyword) {
    case 'FROM':
      return readFrom(reading);
    case 'ARG':
      return readArg(reading);
    case 'ENV':
    case 'LABEL':
      return readPairs(reading, keyword);
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return readCommandInstruction(reading, keyword);
    case 'HEALTHCHECK':
      return readHealthcheck(reading);
    case 'ADD':
    case 'COPY':
      return readCopy(reading, keyword);
    case 'EXPOSE':
    case 'VOLUME':
      return readVolumeOrPorts(reading, keyword);
    case 'USER':
    case 'WORKDIR':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return readValue(reading, keyword);
  }
}

type OwnFields = Exclude<Arguments<Instruction>, { keyword: 'ONBUILD' | 'UNKNOWN' }>;

/** BuildKit does not look at the flags of HEALTHCHECK NONE. */
function isUnchecked(own: OwnFields): boolean {
  return own.keyword === 'HEALTHCHECK' && own.type?.text.toUpperCase() === 'NONE';
}

function checkFlagExpansions(reading: Reading): void {
  for (const { name, value, written, whole } of reading.flags) {
    if (value === undefined || written === undefined || !EXPANDED_FLAGS.has(name)) continue;
    reading.checkExpansion(value === written.text ? written : { text: value, start: whole.start, end: whole.end });
  }
}
