import { existsSync } from 'node:fs';
import { printable } from '../model/printable.ts';
import { formatSourceProblem, type SourceProblem } from '../model/source.ts';
import { showImage } from '../parse/image-text.ts';
import { BUILT_IN_KINDS } from '../parse/workload-kinds.ts';
import { canonicalText } from './canonical-image.ts';
import type { Invocation } from './command.ts';
import type { LOCK_FLAGS } from './command-flags.ts';
import { complainOf } from './complaint.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { ImageFiles } from './image-files.ts';
import { ImageLock, type LockEntry, MAX_ENTRIES, MAX_LOCK, readImageLock, writeImageLock } from './image-lock.ts';
import { type FoundImage, findImage, Lookups } from './image-lookup.ts';
import type { ImageSite } from './image-sites.ts';
import { openSource } from './image-source.ts';
import { InputReader } from './input-text.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { lockEntries } from './lock-entries.ts';
import { replaceFile } from './replace-file.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { utcDay } from './utc-day.ts';

/** `tidewaiter lock`. */
export const run = explained((invocation: Invocation<typeof LOCK_FLAGS>) => lock(invocation, utcDay));

/** Locks as on a day in UTC, `2026-11-20`: new digests are noted with it. */
export async function lock(
  { flags, operands, terminal }: Invocation<typeof LOCK_FLAGS>,
  today: () => string,
): Promise<number> {
  if (operands.length === 0) throw new UsageError(['lock what? Name files or folders, or - for standard input']);
  const reader = new InputReader(terminal.input);
  const former = existsSync(flags.lock) ? await reader.read(flags.lock) : undefined;
  const known = former === undefined ? new ImageLock([]) : readImageLock(flags.lock, former);
  const policySet = flags.policies && (await loadPolicyPaths(flags.policies, { mayEnforceNothing: true }));
  const files = new ImageFiles(operands, reader, policySet?.kinds ?? BUILT_IN_KINDS);
  const { source, close } = openSource(flags, policySet?.images.registries ?? []);
  try {
    const images = new Lookups((reference, signal) => findImage(source, reference, signal));
    const collected = new Collection(terminal, images, known, today());
    collected.report(files.problems);
    for await (const { sites, unknown, problems } of files) {
      collected.report(problems);
      collected.note(unknown);
      await collected.add(sites);
    }
    return await collected.write(flags.lock, former);
  } finally {
    await close();
  }
}

/** Collects the images of files. */
class Collection {
  readonly #terminal: Terminal;
  readonly #images: Lookups<FoundImage>;
  readonly #known: ImageLock;
  readonly #today: string;
  readonly #entries = new Map<string, readonly LockEntry[]>();
  #problems = 0;

  constructor(terminal: Terminal, images: Lookups<FoundImage>, known: ImageLock, today: string) {
    this.#terminal = terminal;
    this.#images = images;
    this.#known = known;
    this.#today = today;
  }

  report(problems: readonly SourceProblem[]): void {
    this.#problems += problems.length;
    for (const problem of problems) complainOf(problem, this.#terminal);
  }

  note(unknown: readonly SourceProblem[]): void {
    for (const problem of unknown) {
      const { message } = problem;
      const text = formatSourceProblem({ ...problem, message: `${message}: it is not locked` });
      this.#terminal.complain(`note: ${printable(text, 8_192)}`);
    }
  }

  async add(sites: readonly ImageSite[]): Promise<void> {
    await this.#images.prepare(sites.map(({ reference }) => reference));
    for (const { file, line, column, text, reference } of sites) {
      const name = canonicalText(reference);
      if (this.#entries.has(name)) continue;
      const found = this.#images.get(reference);
      const entries = found.ok ? lockEntries(name, found.value) : found.reason;
      if (typeof entries === 'string') {
        this.report([{ file, line, column, message: `${showImage(text)}: ${entries}` }]);
      } else {
        const dated = entries.map((entry) => ({ ...entry, date: this.#known.find(entry)?.date ?? this.#today }));
        this.#entries.set(name, dated);
      }
    }
  }

  /** A lock is whole or stays as it was. */
  async write(file: string, former: string | undefined): Promise<number> {
    const shown = printable(file, 4_096);
    const entries = [...this.#entries.values()].flat();
    if (this.#problems > 0) {
      this.#terminal.complain(`${shown} is not written, because of the errors above`);
      return EXIT.error;
    }
    const text = writeImageLock(entries);
    if (entries.length > MAX_ENTRIES || Buffer.byteLength(text) > MAX_LOCK) {
      const most = `${MAX_ENTRIES} images and platforms, or ${MAX_LOCK} bytes`;
      throw new UsageError([`a lock may have no more than ${most}; lock fewer files at a time`]);
    }
    if (text !== former) replaceFile(file, text);
    const fresh = entries.filter((entry) => this.#known.find(entry) === undefined).length;
    const news = text === former ? 'nothing has changed' : `${fresh} new`;
    const size = `${counted(this.#entries.size, 'image')}, ${counted(entries.length, 'platform')} in all`;
    await this.#terminal.print(`${shown}: ${size}; ${news}\n`);
    return EXIT.ok;
  }
}
