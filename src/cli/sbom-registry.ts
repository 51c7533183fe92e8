import type { ImageReference } from '../model/image-reference.ts';
import { printable } from '../model/printable.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Invocation } from './command.ts';
import type { SBOM_FLAGS } from './document-flags.ts';
import { evidenceOf, evidenceOptions } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { RegistryImages } from './image-service.ts';
import { openPack } from './open-pack.ts';
import { paintFor } from './paint.ts';
import { type ImageSboms, imageSboms } from './sbom-image.ts';
import { explainImageSboms } from './sbom-image-text.ts';
import { UsageError } from './usage-error.ts';
import { userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';
import { demandsOf } from './verify-demands.ts';

/** Milliseconds for everything that is asked. */
const TIME_LIMIT = 120_000;

/** `tidewaiter sbom` of an image. */
export const run = explained(async ({ operands, flags, terminal }: Invocation<typeof SBOM_FLAGS>): Promise<number> => {
  const reference = imageOf(operands[0] ?? '');
  const { all, settings, evidence } = await demandsOf(flags, () => evidenceOf(flags, async () => ({ openPack })));
  const options = { ...userConnections(flags), ...evidenceOptions(evidence, true) };
  const images = new RegistryImages(options, userHooks(terminal));
  const demands = all.filter((demand) => demand.covers(reference));
  let found: ImageSboms;
  try {
    await images.use(settings);
    found = await imageSboms(reference, flags.platform, demands, images, AbortSignal.timeout(TIME_LIMIT));
  } finally {
    await images.close();
  }
  const text = { ...flags, now: Date.now() };
  await terminal.print(
    flags.format === 'json' ? safeJson(found, 2) : explainImageSboms(found, text, paintFor(terminal)),
  );
  return exitCode(found);
});

/** What nobody takes for an image. */
const PATH = /^[./~]|\.(?:json|xml|spdx|cdx)$/;

/** An image that is named like a file has a tag or a digest. @throws UsageError */
function imageOf(operand: string): ImageReference {
  const parsed = parseImageReference(operand);
  if (parsed.ok && !PATH.test(operand)) return parsed.reference;
  const reason = parsed.ok ? '' : `, and it is no image reference: ${printable(parsed.reason)}`;
  throw new UsageError([`there is no file ${showImage(operand)}${reason}`]);
}

/** What could not be had may have been what was looked for. */
function exitCode({ sboms, gaps }: ImageSboms): number {
  if (sboms.some(({ sbom, trusted = true }) => trusted && sbom !== undefined)) return EXIT.ok;
  return gaps.length > 0 ? EXIT.unavailable : EXIT.failed;
}
