import { type Position, SourceError } from '../../model/source.ts';
import { type FlagPart, flagField, flagValue } from './flag-value.ts';
import { argumentWords, type DockerfileProblem, type Instruction, readInstructions } from './instructions.ts';
import { positionsIn } from './text-lines.ts';
import { GlobalArguments } from './variables.ts';
import { isSpace } from './words.ts';

/** Largest Dockerfile, in UTF-16 code units. */
export const MAX_DOCKERFILE = 5 * 1024 * 1024;

/** An image that a Dockerfile names; not one of its own stages, and not `scratch`. */
export interface DockerfileImage {
  /** Which instruction names it: FROM, `COPY --from=` or `RUN --mount=from=`. */
  readonly place: 'from' | 'copy-from' | 'mount-from';
  /** As it stands in the file; what is spread over several lines is joined. */
  readonly written: string;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly position: Position;
  /** Without quotes and with variables at their defaults; undefined where these are not known. */
  readonly reference: string | undefined;
  readonly hasVariables: boolean;
  /** The characters from `start` to `end` are the reference, as they are. */
  readonly isVerbatim: boolean;
  /** Value of `--platform` of a FROM, as written. */
  readonly platform?: string;
}

type Found = Omit<DockerfileImage, 'position'>;

const STAGE_NUMBER = /^[0-9]+$/;
/** What builds start from that start from nothing. */
const NOTHING = 'scratch';

/**
 * Finds the images that a Dockerfile is built from, in their order. What ONBUILD does is a matter of other builds and
 * left out. Linear in the text.
 * @param file how errors name the file
 * @throws SourceError where the text is too large or cannot be read as a Dockerfile
 */
export function dockerfileImages(file: string, text: string): readonly DockerfileImage[] {
  if (text.length > MAX_DOCKERFILE) {
    const message = `larger than ${MAX_DOCKERFILE / 2 ** 20} MiB, which no Dockerfile may be: split it`;
    throw new SourceError([{ file, line: 1, column: 1, message }]);
  }
  const { escapeMark, instructions, problems } = readInstructions(text);
  const search = new Search(escapeMark);
  for (const instruction of instructions) search.look(instruction);
  const positionAt = positionsIn(text);
  const all = [...problems, ...search.problems].toSorted((one, other) => one.offset - other.offset);
  if (all.length > 0) {
    throw new SourceError(all.map(({ offset, message }) => ({ file, ...positionAt(offset), message })));
  }
  return search.images().map((image) => ({ ...image, position: positionAt(image.start) }));
}

class Search {
  readonly problems: DockerfileProblem[] = [];
  readonly #escapeMark: string;
  readonly #globals: GlobalArguments;
  readonly #found: Found[] = [];
  /** In lower case, because case does not count. */
  readonly #stages = new Set<string>();
  #hasStage = false;

  constructor(escapeMark: string) {
    this.#escapeMark = escapeMark;
    this.#globals = new GlobalArguments(escapeMark);
  }

  look(instruction: Instruction): void {
    const { keyword, flags } = instruction;
    if (keyword === 'from') this.#from(instruction);
    else if (keyword === 'arg' && !this.#hasStage) this.#declare(instruction);
    else if (keyword === 'copy') {
      const flag = flags.findLast(({ name }) => name === 'from');
      if (flag !== undefined) this.#borrow('copy-from', instruction, flagValue(flag));
    } else if (keyword === 'run') {
      for (const flag of flags.filter(({ name }) => name === 'mount')) {
        this.#borrow('mount-from', instruction, flagField(flag, 'from'));
      }
    }
  }

  /** COPY and mounts can also name stages that come later, so these are taken out at the end. */
  images(): readonly Found[] {
    return this.#found.filter(
      ({ place, reference }) => place === 'from' || reference === undefined || !this.#isStage(reference),
    );
  }

  #isStage(name: string): boolean {
    return name === NOTHING || this.#stages.has(name.toLowerCase());
  }

  #declare(instruction: Instruction): void {
    for (const { raw } of argumentWords(instruction, this.#escapeMark) ?? []) {
      const equals = raw.indexOf('=');
      if (equals === -1) this.#globals.declare(raw, undefined);
      else this.#globals.declare(raw.slice(0, equals), raw.slice(equals + 1));
    }
  }

  #from(instruction: Instruction): void {
    this.#hasStage = true;
    const { line, flags } = instruction;
    const [image, as, name, more] = wordsOf(instruction);
    const isNamed = as?.text.toLowerCase() === 'as' && name !== undefined && more === undefined;
    if (image === undefined || (as !== undefined && !isNamed)) {
      const message = 'FROM takes an image, or an image, AS and the name of a stage';
      this.problems.push({ offset: line.offsetOf(0), message });
      return;
    }
    const reference = this.#globals.expand(image.text);
    if (reference === undefined || !this.#isStage(reference)) {
      const platform = flags.findLast((flag) => flag.name === 'platform')?.value;
      const found = describe('from', instruction, image, reference);
      this.#found.push(platform === undefined ? found : { ...found, platform });
    }
    if (name !== undefined) this.#stages.add(name.text.toLowerCase());
  }

  /** An image or a stage that files are taken from. No variables are replaced there. */
  #borrow(place: 'copy-from' | 'mount-from', instruction: Instruction, part: FlagPart | undefined): void {
    if (part === undefined || part.text === '' || STAGE_NUMBER.test(part.text)) return;
    const reference = part.text.includes('$') ? undefined : part.text;
    this.#found.push(describe(place, instruction, part, reference));
  }
}

function describe(
  place: DockerfileImage['place'],
  { line }: Instruction,
  { start, end }: FlagPart,
  reference: string | undefined,
): Found {
  const written = line.text.slice(start, end);
  const isWhole = line.isUnbroken(start, end);
  return {
    place,
    written,
    start: line.offsetOf(start),
    end: line.offsetOf(end - 1) + 1,
    reference,
    hasVariables: written.includes('$'),
    isVerbatim: isWhole && reference === written,
  };
}

/** The first four words of the arguments: in FROM white space separates, be it quoted or not. */
function wordsOf({ line, argumentsStart }: Instruction): readonly FlagPart[] {
  const words: FlagPart[] = [];
  const { text } = line;
  for (let at = argumentsStart; at < text.length && words.length < 4; ) {
    const start = at;
    while (at < text.length && !isSpace(text[at])) at += 1;
    if (at > start) words.push({ text: text.slice(start, at), start, end: at });
    else at += 1;
  }
  return words;
}
