import type { SbomFormat } from '../../../src/model/attestation.ts';
import { type LongDocument, longDocument, type Part, refOf } from './document.ts';

/** How a large document is made. */
export interface LargeSpec {
  /** Parts with a CPE, a description and what they need, about 1 KB each as scanners write them. Default true. */
  readonly detailed?: boolean;
  /** Parts that stand at the end, after so many that do no harm. */
  readonly last?: readonly Part[];
}

const LICENSES = [
  'MIT',
  'Apache-2.0',
  'BSD-3-Clause',
  'ISC',
  'MPL-2.0',
  '(MIT OR Apache-2.0)',
  'GPL-2.0-or-later WITH Classpath-exception-2.0',
];
const DESCRIPTION =
  'A part of an application that does what its name says and that says so at the usual length. '.repeat(6);
/** Characters that are encoded at once. */
const CHUNK = 1 << 20;

/** An SBOM with so many parts, as the bytes of a file: a million plain ones are 230 MB. */
export function largeSbom(format: SbomFormat, count: number, spec: LargeSpec = {}): Buffer {
  return Buffer.concat([...sbomChunks(format, count, spec)]);
}

/** The same piece by piece. */
export function* sbomChunks(format: SbomFormat, count: number, spec: LargeSpec = {}): Generator<Buffer, void> {
  const parts = { [Symbol.iterator]: () => largeParts(count, spec) };
  let text = '';
  for (const piece of written(longDocument(format, { parts }))) {
    text += piece;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** Parts of an npm application, each of which needs the one before it. */
export function* largeParts(count: number, { detailed = true, last = [] }: LargeSpec = {}): Generator<Part, void> {
  let before: string[] = [];
  for (let number = 0; number < count - last.length; number++) {
    const name = `package-${number}`;
    const version = `${number % 20}.${number % 7}.${number % 11}`;
    const part: Part = {
      name,
      version,
      purl: `pkg:npm/${name}@${version}`,
      license: LICENSES[number % LICENSES.length] ?? 'MIT',
      ...(detailed && {
        supplier: `Maintainers of ${name}`,
        cpe: `cpe:2.3:a:${name}:${name}:${version}:*:*:*:*:node.js:*:*`,
        description: DESCRIPTION,
        needs: before,
      }),
    };
    before = [refOf(part)];
    yield part;
  }
  yield* last;
}

function* written({ frame, lists }: LongDocument): Generator<string, void> {
  let rest = JSON.stringify(frame);
  for (const [name, items] of lists) {
    const [head = '', ...tail] = rest.split(`"${name}":[]`);
    if (tail.length !== 1) throw new Error(`a document of this format holds no single empty list ${name}`);
    yield `${head}"${name}":[`;
    let separator = '';
    for (const item of items) {
      yield separator + JSON.stringify(item);
      separator = ',';
    }
    rest = `]${tail[0]}`;
  }
  yield rest;
}
