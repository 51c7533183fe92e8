import type { PackedImage } from '../evidence/pack-document.ts';
import { PackWriter } from '../evidence/pack-writer.ts';
import { PUBLIC_GOOD_ROOT } from '../evidence/public-good.ts';
import { PUBLIC_GOOD, type SignatureStore } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import { type ImageSource, RegistryError } from '../registry/source.ts';
import { canonicalText } from './canonical-image.ts';
import type { Invocation } from './command.ts';
import type { PACK_FLAGS } from './command-flags.ts';
import { counted } from './counted.ts';
import { policiesOrDefault } from './default-policies.ts';
import { sourceProblems } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { openSource } from './image-source.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { refuseOccupied, refuseUnwritable } from './pack-folder.ts';
import { GIVEN, trustRootOf } from './signer-flags.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Pack = Invocation<typeof PACK_FLAGS>;

/** Milliseconds for everything that is asked about one image. */
const TIME_LIMIT = 10 * 60_000;
/** Images of one pack. */
const MAX_IMAGES = 1_000;

/** `tidewaiter pack`. */
export const run = explained(async ({ operands, flags, terminal }: Pack): Promise<number> => {
  const problems = sourceProblems(flags);
  if (problems.length > 0) throw new UsageError(problems);
  const references = referencesOf(operands);
  refuseOccupied(flags.output);
  const paths = policiesOrDefault(flags.policies);
  const policySet = paths && (await loadPolicyPaths(paths, { mayEnforceNothing: true }));
  const trustRoots = trustRootsOf(flags, policySet);
  const { source, close } = openSource(flags, policySet?.images.registries ?? []);
  try {
    const packing = new Packing(flags.output, terminal, policySet?.policies ?? []);
    return await packing.run(references, source, trustRoots);
  } catch (error) {
    return refuseUnwritable(flags.output, error);
  } finally {
    await close();
  }
});

/** The images of the command line, each once. @throws UsageError */
function referencesOf(operands: readonly string[]): readonly ImageReference[] {
  if (operands.length === 0) throw new UsageError(['pack what? Name images, as pods name them']);
  if (operands.length > MAX_IMAGES) throw new UsageError([`a pack may have no more than ${MAX_IMAGES} images`]);
  const references = new Map<string, ImageReference>();
  const problems: string[] = [];
  for (const operand of operands) {
    const parsed = parseImageReference(operand);
    if (!parsed.ok) {
      problems.push(`${showImage(operand)} is no image reference: ${printable(parsed.reason)}`);
    } else {
      const { reference } = parsed;
      const isBare = reference.tag === undefined && reference.digest === undefined;
      references.set(canonicalText(reference), isBare ? { ...reference, tag: 'latest' } : reference);
    }
  }
  if (problems.length > 0) throw new UsageError(problems);
  return [...references.values()];
}

/** In JSON, by name. @throws UsageError, SourceError */
function trustRootsOf({ trustedRoot }: Pack['flags'], policySet: PolicySet | undefined): ReadonlyMap<string, string> {
  const declared = policySet?.images.trustRoots ?? [];
  if (trustedRoot !== undefined && declared.some(({ name }) => name === GIVEN)) {
    throw new UsageError([`--trusted-root is packed as "${GIVEN}", and policies have a TrustRoot of that name`]);
  }
  const given = trustedRoot === undefined ? [] : [trustRootOf(trustedRoot)];
  const all = [{ name: PUBLIC_GOOD, json: PUBLIC_GOOD_ROOT }, ...declared, ...given];
  return new Map(all.map(({ name, json }) => [name, json]));
}

/** Packs images one after the other, so that no more than the evidence of one is on its way. */
class Packing {
  readonly #folder: string;
  readonly #terminal: Terminal;
  readonly #policies: PolicySet['policies'];

  constructor(folder: string, terminal: Terminal, policies: PolicySet['policies']) {
    this.#folder = folder;
    this.#terminal = terminal;
    this.#policies = policies;
  }

  /** @throws the error of the file system */
  async run(
    references: readonly ImageReference[],
    source: ImageSource,
    trustRoots: ReadonlyMap<string, string>,
  ): Promise<number> {
    const writer = await PackWriter.open(this.#folder);
    let failures = 0;
    try {
      const packed: PackedImage[] = [];
      for (const reference of references) {
        const image = await this.#orReason(reference, () =>
          writer.add(reference, this.#storesOf(reference), source, AbortSignal.timeout(TIME_LIMIT)),
        );
        if (image === undefined) failures++;
        else packed.push(image);
        for (const line of image?.skipped ?? [])
          this.#terminal.complain(`note: passed over: ${printable(line, 1_024)}`);
      }
      if (failures > 0) return this.#giveUp();
      const digest = await this.#orReason(undefined, () => writer.finish(trustRoots));
      if (digest === undefined) return this.#giveUp();
      await this.#terminal.print(report(packed, [...trustRoots.keys()], digest));
      return EXIT.ok;
    } finally {
      await writer.discard();
    }
  }

  /** Where policies that name the image look for signatures and attestations. */
  #storesOf(reference: ImageReference): readonly SignatureStore[] {
    return this.#policies.flatMap(({ coversImage, imageDemands }) =>
      coversImage?.(reference) === true
        ? [imageDemands?.signatures?.signatures, imageDemands?.attestations?.signatures].filter(
            (store) => store !== undefined,
          )
        : [],
    );
  }

  /** Undefined where it was told why there is nothing. */
  async #orReason<Value>(
    reference: ImageReference | undefined,
    work: () => Promise<Value>,
  ): Promise<Value | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const image = reference === undefined ? '' : `${printable(canonicalText(reference), 1_024)}: `;
      this.#terminal.complain(`error: ${image}${printable(error.message, 4_096)}`);
      return undefined;
    }
  }

  #giveUp(): number {
    this.#terminal.complain(`${printable(this.#folder, 4_096)} is not written, because of the errors above`);
    return EXIT.unavailable;
  }
}

function report(images: readonly PackedImage[], trustRoots: readonly string[], digest: string): string {
  const lines = images.flatMap(({ image, digest: own, signatures, attestations, bytes }) => [
    printable(image, 1_024),
    `  digest        ${own}`,
    `  evidence      ${counted(signatures, 'signature')}, ${counted(attestations, 'attestation')}, ${counted(bytes, 'byte')}`,
  ]);
  const total = images.reduce((sum, { bytes }) => sum + bytes, 0);
  return `${[
    ...lines,
    '',
    `${counted(images.length, 'image')}, ${counted(total, 'byte')}`,
    `trust roots: ${trustRoots.toSorted().join(', ')}`,
    `pack ${digest}`,
  ].join('\n')}\n`;
}
