import { SourceError, type SourceProblem } from '../model/source.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { isDockerfile, isManifest } from './file-names.ts';
import { fileProblem } from './file-problem.ts';
import { dockerfileSites, type ImageFile, type ImageSites, manifestSites, orProblems } from './image-sites.ts';
import { readBytes } from './input-bytes.ts';
import { findInputFiles, type InputFile, STANDARD_INPUT } from './input-files.ts';
import type { InputReader } from './input-text.ts';

const MAX_BYTES = 8 * 2 ** 20;

/** A file with the images that it names. */
export interface ScannedFile extends ImageSites {
  readonly path: string;
  readonly text: string;
  /** Finds the images of another version of the text. */
  scan(text: string): ImageSites;
}

/** Reads manifests and Dockerfiles, one after the other. What is wrong with a file is part of what comes of it. */
export class ImageFiles {
  readonly problems: readonly SourceProblem[];
  readonly #files: readonly InputFile[];
  readonly #reader: InputReader;
  readonly #kinds: WorkloadKinds;

  constructor(operands: readonly string[], reader: InputReader, kinds: WorkloadKinds) {
    const { files, problems } = findInputFiles(operands);
    this.#files = files;
    this.problems = problems;
    this.#reader = reader;
    this.#kinds = kinds;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ScannedFile, void> {
    for (const { path, named } of this.#files) {
      const scan = this.#scannerOf(path, named);
      const text = await this.#read(path);
      const sites = typeof text === 'string' ? scan(text) : { sites: [], unknown: [], problems: text };
      yield { path, text: typeof text === 'string' ? text : '', scan, ...sites };
    }
  }

  #scannerOf(path: string, named: boolean): (text: string) => ImageSites {
    const fileOf = (text: string): ImageFile => ({ file: path, text, named });
    if (path === STANDARD_INPUT || isManifest(path)) {
      return (text) => orProblems(() => manifestSites(fileOf(text), this.#kinds));
    }
    if (isDockerfile(path)) return (text) => orProblems(() => dockerfileSites(fileOf(text)));
    const message = 'its name says neither that it is YAML or JSON nor that it is a Dockerfile: rename it';
    return () => ({ sites: [], unknown: [], problems: [fileProblem(path, message)] });
  }

  /** Every byte, a byte order mark too, or why there are none. */
  async #read(path: string): Promise<string | readonly SourceProblem[]> {
    try {
      return path === STANDARD_INPUT ? await this.#reader.read(path) : decode(path, readBytes(path, MAX_BYTES));
    } catch (error) {
      if (error instanceof SourceError) return error.problems;
      throw error;
    }
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SourceError([fileProblem(path, 'not UTF-8 text')]);
  }
}
