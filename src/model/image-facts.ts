import type { Instruction } from './instruction.ts';

/** Something that the configuration of a built image says, as far as the Dockerfile and what is known of its base tell. */
export type Fact<T> = KnownFact<T> | UnknownFact<T>;

export interface KnownFact<T> {
  readonly known: true;
  readonly value: T;
  /** The instruction that decides it; undefined where the base image does, or nothing. */
  readonly from: Instruction | undefined;
}

export interface UnknownFact<T> {
  readonly known: false;
  /** Why nobody knows, as a half sentence: `it depends on the image "node:20"`. */
  readonly why: string;
  /** Of lists, what is certain all the same: what instructions of the file add. */
  readonly certain?: T;
  readonly from: Instruction | undefined;
}

/** One of several things that instructions add. */
export interface ImageEntry<T> {
  /** Undefined: it is there, but nobody knows its value. */
  readonly value: T | undefined;
  /** Undefined where it comes from the base image. */
  readonly from: Instruction | undefined;
}

/** A list of named things, in the order in which they were first added. */
export type ImageEntries<T> = ReadonlyMap<string, ImageEntry<T>>;

export interface ExposedPort {
  readonly port: number;
  /** In lower case: `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
}

/** The configuration of the image that the last stage makes, where no other build arguments are given than those known. */
export interface ImageFacts {
  /** As written: `app`, `1000:1000`; '' where nothing sets one, which is root. */
  readonly user: Fact<string>;
  /** By `port/protocol`. */
  readonly exposedPorts: Fact<ImageEntries<ExposedPort>>;
  /** By path. */
  readonly volumes: Fact<ImageEntries<string>>;
  /** Shell form comes with the shell in front; empty where there is none. */
  readonly entrypoint: Fact<readonly string[]>;
  readonly cmd: Fact<readonly string[]>;
  readonly env: Fact<ImageEntries<string>>;
  readonly labels: Fact<ImageEntries<string>>;
  /** Absolute; '' where nothing sets one, which is `/`. */
  readonly workingDir: Fact<string>;
  /** '' where nothing sets one, which is SIGTERM. */
  readonly stopSignal: Fact<string>;
  /** As in the configuration: `['CMD', 'curl', ...]`, `['CMD-SHELL', 'curl ...']`, `['NONE']`; empty where there is none. */
  readonly healthcheck: Fact<readonly string[]>;
  /** What ONBUILD holds, as written. */
  readonly onbuild: Fact<readonly string[]>;
}
