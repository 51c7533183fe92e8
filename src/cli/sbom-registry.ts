import type { ImageReference } from '../model/image-reference.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Invocation } from './command.ts';
import type { SBOM_FLAGS } from './document-flags.ts';
import { evidenceOf, evidenceOptions } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { RegistryImages } from './image-service.ts';
import { openPack } from './open-pack.ts';
import { paintFor } from './paint.ts';
import { type ImageSboms, imageSboms } from './sbom-image.ts';
import { explainImageSboms } from './sbom-image-text.ts';
import { userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';
import { demandsOf } from './verify-demands.ts';

/** Milliseconds for everything that is asked. */
const TIME_LIMIT = 120_000;

/** Shows the SBOMs beside an image, and gives the exit code. */
export async function showImageSboms(
  reference: ImageReference,
  { flags, terminal }: Pick<Invocation<typeof SBOM_FLAGS>, 'flags' | 'terminal'>,
): Promise<number> {
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
}

/** What could not be had may have been what was looked for. */
function exitCode({ sboms, gaps }: ImageSboms): number {
  if (sboms.some(({ sbom, trusted = true }) => trusted && sbom !== undefined)) return EXIT.ok;
  return gaps.length > 0 ? EXIT.unavailable : EXIT.failed;
}
