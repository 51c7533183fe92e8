import { printable } from '../model/printable.ts';
import { formatSourceProblem, SourceError, type SourceProblem } from '../model/source.ts';
import { showImage } from '../parse/image-text.ts';
import { complainOf } from './complaint.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-code.ts';
import type { ScannedFile } from './image-files.ts';
import type { Lookups } from './image-lookup.ts';
import type { ImageSite } from './image-sites.ts';
import { pinSites } from './pin-text.ts';
import { replaceFile } from './replace-file.ts';
import type { Terminal } from './terminal.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Longer than any path that a file system takes. */
const MAX_NOTE = 8_192;

/** Pins the images of files, shows or writes what comes of it, and counts. */
export class Pinning {
  readonly #terminal: Terminal;
  readonly #writes: boolean;
  readonly #digests: Lookups<string>;
  #images = 0;
  #files = 0;
  #problems = 0;

  constructor(terminal: Terminal, writes: boolean, digests: Lookups<string>) {
    this.#terminal = terminal;
    this.#writes = writes;
    this.#digests = digests;
  }

  report(problems: readonly SourceProblem[]): void {
    this.#problems += problems.length;
    for (const problem of problems) complainOf(problem, this.#terminal);
  }

  /** What is wrong with one image does not keep the others from being pinned. */
  async pin({ path, text, sites, unknown, problems, scan }: ScannedFile): Promise<void> {
    this.report(problems);
    const pinned = pinSites(text, sites, await this.#lookUp(sites), scan);
    const notes = [
      ...unknown.map(({ message, ...place }) => ({ ...place, message: `${message}: it is not changed` })),
      ...pinned.left.map((site) => ({
        ...placeOf(site),
        message: `${showImage(site.text)} is not changed, because ${site.obstacle}`,
      })),
    ];
    for (const note of notes.toSorted(byPlace)) this.#note(note);
    if (pinned.count === 0) return;
    if (this.#writes) {
      try {
        replaceFile(path, pinned.text);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        this.report(error.problems);
        return;
      }
      await this.#terminal.print(`${printable(path, MAX_NOTE)}: ${counted(pinned.count, 'image')} pinned\n`);
    } else {
      await this.#terminal.print(unifiedDiff(path, text, pinned.text));
    }
    this.#images += pinned.count;
    this.#files += 1;
  }

  /** Says how much there was, and gives the exit code. */
  finish(): number {
    const done = this.#writes ? 'pinned' : 'to be pinned; --write does it';
    if (this.#images > 0) {
      this.#terminal.complain(`${counted(this.#images, 'image')} in ${counted(this.#files, 'file')} ${done}`);
    }
    if (this.#problems > 0) return EXIT.error;
    return this.#images > 0 && !this.#writes ? EXIT.failed : EXIT.ok;
  }

  async #lookUp(sites: readonly ImageSite[]): Promise<ReadonlyMap<ImageSite, string>> {
    const wanted = sites.filter(({ reference }) => reference.digest === undefined);
    await this.#digests.prepare(wanted.map(({ reference }) => reference));
    const digests = new Map<ImageSite, string>();
    for (const site of wanted) {
      const found = this.#digests.get(site.reference);
      if (found.ok) digests.set(site, found.value);
      else this.report([{ ...placeOf(site), message: `${showImage(site.text)}: ${found.reason}` }]);
    }
    return digests;
  }

  #note(problem: SourceProblem): void {
    this.#terminal.complain(`note: ${printable(formatSourceProblem(problem), MAX_NOTE)}`);
  }
}

function placeOf({ file, line, column }: ImageSite) {
  return { file, line, column };
}

function byPlace(one: SourceProblem, other: SourceProblem): number {
  return one.line - other.line || one.column - other.column;
}
