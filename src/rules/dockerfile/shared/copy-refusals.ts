import type { Build } from '../../../model/build.ts';
import type { BuildProblem } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction, InstructionFlag } from '../../../model/instruction.ts';
import { originOf, textOf } from './sources.ts';
import { flagValueSpan, quoted, spanOf } from './spans.ts';

/** Most sources are plain paths. */
const MAYBE_REMOTE = /[:$]/;
const OCTAL = /^[0-7]{1,32}$/;
const HIGHEST_MODE = 0o7777;
/** As chmod takes them: `u+x,go=`. */
const SYMBOLIC = /^[augo]*(?:[-+=][rstwXxugo]*)+(?:,[augo]*(?:[-+=][rstwXxugo]*)+)*$/;
const LONGEST_MODE = 64;
const NUMBER = /^[-+]?\d{1,10}$/;
const HIGHEST_ID = 2 ** 31 - 1;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** What BuildKit refuses in the values of COPY and ADD (dockerfile2llb/convert_copy.go). */
export function* copyRefusals(build: Build, copy: CopyInstruction): Generator<BuildProblem> {
  if (copy.keyword === 'COPY') yield* remoteSources(build, copy);
  if (copy.flags.length === 0) return;
  const chmod = flagValue(build, copy, 'chmod');
  if (chmod !== undefined && chmod.text !== '' && !isMode(chmod.text)) {
    const message = `--chmod of ${copy.keyword} takes an octal number up to 7777, or letters as u+x, and not ${quoted(chmod.text)}`;
    yield { message, span: chmod.span };
  }
  const chown = flagValue(build, copy, 'chown');
  if (chown !== undefined && isLinked(copy) && hasName(chown.text)) {
    const message = `${copy.keyword} --link cannot look up the name in --chown=${quoted(chown.text)}: write numbers`;
    yield { message, span: chown.span };
  }
  const checksum = flagValue(build, copy, 'checksum');
  if (checksum !== undefined && checksum.text !== '') {
    const message = checksumProblem(build, copy, checksum.text);
    if (message !== undefined) yield { message, span: checksum.span };
  }
}

interface FlagValue extends Pick<BuildProblem, 'span'> {
  readonly text: string;
}

/** The value of a flag, as far as it can be told. */
function flagValue(build: Build, copy: CopyInstruction, wanted: string): FlagValue | undefined {
  const flag: InstructionFlag | undefined = copy.flags.find(({ name }) => name === wanted);
  const text = flag?.written === undefined ? undefined : textOf(build.expand(copy, flag.written));
  return flag === undefined || text === undefined ? undefined : { text, span: flagValueSpan(copy, flag) };
}

function* remoteSources(build: Build, copy: CopyInstruction): Generator<BuildProblem> {
  for (const source of copy.sources) {
    if (!MAYBE_REMOTE.test(source.text)) continue;
    const text = textOf(build.expand(copy, source)) ?? source.text;
    if (originOf(text) === 'context') continue;
    yield { message: 'COPY fetches nothing from elsewhere: only ADD does', span: spanOf(copy, source) };
  }
}

function isMode(text: string): boolean {
  if (OCTAL.test(text)) return Number.parseInt(text, 8) <= HIGHEST_MODE;
  return text.length <= LONGEST_MODE && SYMBOLIC.test(text);
}

function isLinked({ flags }: CopyInstruction): boolean {
  return flags.some(({ name, value }) => name === 'link' && (value === undefined || value === 'true'));
}

/** Whether a user or a group is named and not numbered; root is known everywhere. */
function hasName(owner: string): boolean {
  const colon = owner.indexOf(':');
  const parts = colon === -1 ? [owner] : [owner.slice(0, colon), owner.slice(colon + 1)];
  return parts.some((part) => part !== '' && part !== 'root' && !isId(part));
}

function isId(text: string): boolean {
  return NUMBER.test(text) && Math.abs(Number(text)) <= HIGHEST_ID;
}

function checksumProblem(build: Build, copy: CopyInstruction, checksum: string): string | undefined {
  if (copy.sources.length !== 1) return 'ADD --checksum stands for one source, and here are several';
  for (const source of copy.sources) {
    const text = textOf(build.expand(copy, source));
    if (text === undefined) continue;
    const origin = originOf(text);
    if (origin === 'context')
      return 'ADD --checksum is for URLs and Git repositories, and not for files of the build context';
    if (origin === 'url' && !DIGEST.test(checksum)) {
      return `--checksum of ADD is not "sha256:" and 64 digits: ${quoted(checksum)}`;
    }
  }
  return undefined;
}
