import { printable } from '../model/printable.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_FLAGS } from './command-flags.ts';
import { evidenceOf, evidenceOptions } from './evidence.ts';
import { type Examination, examine } from './examination.ts';
import { explainExamination } from './examination-text.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { RegistryImages } from './image-service.ts';
import { openPack } from './open-pack.ts';
import { paintFor } from './paint.ts';
import { UsageError } from './usage-error.ts';
import { userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';
import { demandsOf } from './verify-demands.ts';
import { rootHint } from './verify-hint.ts';

/** Milliseconds for everything that is asked. */
const TIME_LIMIT = 120_000;

const CODES: Readonly<Record<Examination['verdict'], number>> = {
  proved: EXIT.ok,
  'not proved': EXIT.failed,
  unknown: EXIT.unavailable,
};

/** `tidewaiter verify`. */
export const run = explained(async ({ operands, flags, terminal }: Invocation<typeof VERIFY_FLAGS>) => {
  const [operand, ...others] = operands;
  if (operand === undefined || others.length > 0) throw new UsageError(['name one image, as pods name it']);
  const parsed = parseImageReference(operand);
  if (!parsed.ok) throw new UsageError([`${showImage(operand)} is no image reference: ${printable(parsed.reason)}`]);
  const { reference } = parsed;
  const { all, settings, evidence } = await demandsOf(flags, () => evidenceOf(flags, async () => ({ openPack })));
  const options = { ...userConnections(flags), ...evidenceOptions(evidence, true) };
  const images = new RegistryImages(options, userHooks(terminal));
  const demands = all.filter((demand) => demand.covers(reference));
  let examination: Examination;
  try {
    await images.use(settings);
    examination = await examine(reference, demands, images, AbortSignal.timeout(TIME_LIMIT));
  } finally {
    await images.close();
  }
  await terminal.print(
    flags.format === 'json' ? safeJson(examination, 2) : explainExamination(examination, paintFor(terminal)),
  );
  const hint = examination.verdict === 'not proved' ? rootHint(demands, settings, evidence) : undefined;
  if (hint !== undefined) terminal.complain(`hint: ${hint}`);
  return CODES[examination.verdict];
});
