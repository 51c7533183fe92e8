import { printable } from '../model/printable.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Invocation } from './command.ts';
import type { VERIFY_FLAGS } from './command-flags.ts';
import { type Examination, examine } from './examination.ts';
import { explainExamination } from './examination-text.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { RegistryImages } from './image-service.ts';
import { paintFor } from './paint.ts';
import { UsageError } from './usage-error.ts';
import { userConnections } from './user-connections.ts';
import { userHooks } from './user-hooks.ts';
import { demandsOf } from './verify-demands.ts';

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
  const { all, settings } = await demandsOf(flags);
  const images = new RegistryImages(userConnections(flags), userHooks(terminal));
  let examination: Examination;
  try {
    await images.use(settings);
    const demands = all.filter((demand) => demand.covers(reference));
    examination = await examine(reference, demands, images, AbortSignal.timeout(TIME_LIMIT));
  } finally {
    await images.close();
  }
  await terminal.print(
    flags.format === 'json' ? safeJson(examination, 2) : explainExamination(examination, paintFor(terminal)),
  );
  return CODES[examination.verdict];
});
