import type { Dockerfile } from '../../model/dockerfile.ts';
import type { CommandInstruction, FromInstruction, Instruction } from '../../model/instruction.ts';
import type { MappedText, Span } from '../../model/mapped-text.ts';
import { type Position, SourceError } from '../../model/source.ts';
import { GlobalArguments } from './global-arguments.ts';
import { heredocMarkers } from './heredoc-markers.ts';
import { parseDockerfile } from './parse.ts';
import { lastAtMost } from './positions.ts';

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

/** A name of an image. Indices are those of the line's text. */
interface Named {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Problem {
  readonly offset: number;
  readonly message: string;
}

const STAGE_NUMBER = /^[0-9]+$/;
/** What builds start from that start from nothing. */
const NOTHING = 'scratch';
/** Problems that are listed; whoever has more starts with these. */
const MAX_PROBLEMS = 50;
/** With these the images of a file can be told all the same. */
const HARMLESS: ReadonlySet<string> = new Set([
  'unknown-instruction',
  'unknown-flag',
  'unknown-frontend',
  'invalid-signal',
  'onbuild-trigger',
]);

/**
 * Finds the images that a Dockerfile is built from, in their order. What ONBUILD does is a matter of other builds and
 * left out. Linear in the text.
 * @param file how errors name the file
 * @throws SourceError where the text is too large or cannot be read as a Dockerfile
 */
export function dockerfileImages(file: string, text: string): readonly DockerfileImage[] {
  const dockerfile = parseDockerfile(text);
  if (dockerfile.empty) return [];
  const search = new Search(dockerfile.escapeMark);
  for (const instruction of dockerfile.instructions) search.look(instruction);
  const problems = [...faultsOf(dockerfile, search.words), ...search.problems]
    .sort((one, other) => one.offset - other.offset)
    .slice(0, MAX_PROBLEMS);
  if (problems.length > 0) {
    throw new SourceError(problems.map(({ offset, message }) => ({ file, ...dockerfile.positionOf(offset), message })));
  }
  return search.images().map((image) => ({ ...image, position: dockerfile.positionOf(image.start) }));
}

/** Faults but those within words that count as not known because of them. */
function faultsOf({ faults, instructions }: Dockerfile, words: readonly Span[]): readonly Problem[] {
  const starts = words.map(({ start }) => start);
  const isInWord = (offset: number) => words.length > 0 && isWithin(words[lastAtMost(starts, offset)], offset);
  return faults
    .filter(({ rule, span }) => (instructions.length === 0 || !HARMLESS.has(rule)) && !isInWord(span.start))
    .map(({ message, span }) => ({ offset: span.start, message }));
}

function isWithin(word: Span | undefined, offset: number): boolean {
  return word !== undefined && word.start <= offset && offset < word.end;
}

class Search {
  readonly problems: Problem[] = [];
  /** Where images of FROM and defaults of global ARGs stand: with a fault, what they come to is not known. */
  readonly words: Span[] = [];
  readonly #globals: GlobalArguments;
  readonly #found: Found[] = [];
  /** In lower case, because case does not count. */
  readonly #stages = new Set<string>();
  #hasStage = false;

  constructor(escapeMark: string) {
    this.#globals = new GlobalArguments(escapeMark);
  }

  look(instruction: Instruction): void {
    if (instruction.heredocs.length === 0 && instruction.line.text.includes('<<')) this.#checkHeredocs(instruction);
    if (instruction.keyword === 'FROM') this.#from(instruction);
    else if (instruction.keyword === 'ARG' && !this.#hasStage) {
      for (const { key, value } of instruction.pairs) {
        this.#globals.declare(key.text, value?.text);
        if (value !== undefined) this.words.push(instruction.line.spanOf(value.start, value.end));
      }
    } else if (instruction.keyword === 'COPY') {
      const flag = instruction.flags.findLast(({ name }) => name === 'from');
      const { value, written } = flag ?? {};
      if (value !== undefined && written !== undefined)
        this.#borrow('copy-from', instruction.line, { ...written, text: value });
    } else if (instruction.keyword === 'RUN') this.#mounts(instruction);
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

  /** BuildKit sees no heredoc where a quote is not closed, and takes what was meant as its body for instructions. */
  #checkHeredocs(instruction: Instruction): void {
    const inner = instruction.keyword === 'ONBUILD' ? instruction.inner : instruction;
    if (inner === undefined || !isHeredocForm(inner) || heredocMarkers(instruction.line.text) !== undefined) return;
    const message = 'a quote is not closed, so that nobody can tell which heredocs begin: close it';
    this.problems.push({ offset: instruction.span.start, message });
  }

  #from({ line, image, name, flags }: FromInstruction): void {
    this.#hasStage = true;
    if (image !== undefined) {
      this.words.push(line.spanOf(image.start, image.end));
      const reference = this.#globals.expand(image.text);
      if (reference === undefined || !this.#isStage(reference)) {
        const platform = flags.findLast((flag) => flag.name === 'platform')?.value;
        const found = describe('from', line, image, reference);
        this.#found.push(platform === undefined ? found : { ...found, platform });
      }
    }
    if (name !== undefined) this.#stages.add(name.text.toLowerCase());
  }

  #mounts({ line, mounts }: CommandInstruction): void {
    for (const { fields } of mounts) {
      const { value, piece } = fields.findLast(({ key }) => key === 'from') ?? {};
      if (value === undefined || piece === undefined) continue;
      const start = piece.text.endsWith(value) && !piece.text.startsWith('"') ? piece.end - value.length : piece.start;
      this.#borrow('mount-from', line, { text: value, start, end: piece.end });
    }
  }

  /** An image or a stage that files are taken from. No variables are replaced there. */
  #borrow(place: 'copy-from' | 'mount-from', line: MappedText, part: Named): void {
    if (part.text === '' || STAGE_NUMBER.test(part.text)) return;
    const reference = part.text.includes('$') ? undefined : part.text;
    this.#found.push(describe(place, line, part, reference));
  }
}

/** The JSON form has no heredocs. */
function isHeredocForm(instruction: Instruction): boolean {
  if (instruction.keyword === 'RUN') return instruction.command.form === 'shell';
  return (instruction.keyword === 'ADD' || instruction.keyword === 'COPY') && !instruction.json;
}

function describe(
  place: DockerfileImage['place'],
  line: MappedText,
  { start, end }: Named,
  reference: string | undefined,
): Found {
  const written = line.text.slice(start, end);
  return {
    place,
    written,
    ...line.spanOf(start, end),
    reference,
    hasVariables: written.includes('$'),
    isVerbatim: line.isUnbroken(start, end) && reference === written,
  };
}
