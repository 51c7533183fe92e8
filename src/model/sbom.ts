import type { SbomFormat } from './attestation.ts';

/** A part of an image, as an SBOM lists it. */
export interface Component {
  /** As the document refers to it: `bom-ref`, or `SPDXID`; '' where it has none. */
  readonly ref: string;
  /** With the group in front where the document gives one: `org.apache.logging.log4j/log4j-core`. '' where it has none. */
  readonly name: string;
  /** '' where there is none. */
  readonly version: string;
  /** As written; absent where there is none. */
  readonly purl?: string;
  /** All purls, where there are several; the first is `purl`. Each counts. */
  readonly purls?: readonly string[];
  readonly cpe?: string;
  /** Tag id of a software identification tag (ISO/IEC 19770-2). */
  readonly swid?: string;
  readonly supplier?: string;
  /** As written; several entries were joined with AND. Absent: none, NOASSERTION included. */
  readonly license?: string;
  /** The entries, where there are several: each of them applies. One that says nothing is `NOASSERTION`. */
  readonly licenses?: readonly string[];
}

/** What an SBOM says, whatever its format. */
export interface Sbom {
  readonly format: SbomFormat;
  /** Of the format: `1.6`, `2.3`. */
  readonly version: string;
  /** When the document says that it was made, in milliseconds since the epoch. */
  readonly created?: number;
  /** `name` or `name@version`, with the vendor in front where one is named: `npm/cli@11.6.2`. */
  readonly tools: readonly string[];
  /** People, organizations and tools that the document names as its authors. */
  readonly authors: readonly string[];
  /** What the document is about, where it says so; not one of `components`. */
  readonly subject?: Component;
  /** Nested ones included, in the order of the document. */
  readonly components: readonly Component[];
  /** Refs of components that stand in a relation to another one of the document, on either side. */
  readonly related: ReadonlySet<string>;
  /** Purls or names of what the image is built on, where the document says so. */
  readonly baseImages: readonly string[];
}
