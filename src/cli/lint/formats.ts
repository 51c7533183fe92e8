import type { LintFormatter } from '../../report/lint/format.ts';
import { textFormat } from '../../report/lint/text.ts';
import { UsageError } from '../usage-error.ts';
import { type AnyFormatName, FORMAT_NAMES, HADOLINT_NAMES, isFormatName, isHadolintFormat } from './format-names.ts';

/** Whose formats a run writes. */
export type FormatOwner = 'tidewaiter' | 'hadolint';

/**
 * A format by its name. What few runs need is loaded when one does.
 * @throws UsageError where the owner has no such format
 */
export async function formatter(name: AnyFormatName, owner: FormatOwner): Promise<LintFormatter> {
  if (owner === 'tidewaiter') {
    if (name === 'text') return textFormat;
    if (isFormatName(name)) return (await import('./program-formats.ts')).FORMATTERS[name];
    throw new UsageError([`--format ${name} is only for --compat hadolint; there are ${FORMAT_NAMES.join(', ')}`]);
  }
  const { FORMATTERS, hadolintFormat } = await import('./program-formats.ts');
  if (isHadolintFormat(name)) return (settings) => hadolintFormat(name, settings);
  if (name === 'sarif' || name === 'junit') return FORMATTERS[name];
  throw new UsageError([`--format ${name}: hadolint has no such format; there are ${HADOLINT_NAMES.join(', ')}`]);
}
