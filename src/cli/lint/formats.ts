import type { LintFormatter } from '../../report/lint/format.ts';
import { textFormat } from '../../report/lint/text.ts';
import type { FormatName } from './format-names.ts';

/** A format by its name. What few runs need is loaded when one does. */
export async function formatter(name: FormatName): Promise<LintFormatter> {
  if (name === 'text') return textFormat;
  const { FORMATTERS } = await import('./program-formats.ts');
  return FORMATTERS[name];
}
