import { HADOLINT_FORMATS, type HadolintFormat } from '../../report/lint/hadolint-names.ts';

/** Formats that reports about Dockerfiles come in. */
export const FORMAT_NAMES = [
  'text',
  'json',
  'jsonl',
  'sarif',
  'github',
  'junit',
  'checkstyle',
  'gitlab',
  'gnu',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** Formats with --compat hadolint. */
export const HADOLINT_NAMES = [...HADOLINT_FORMATS, 'sarif', 'junit'] as const;

export type AnyFormatName = FormatName | HadolintFormat;

/** Everything that --format takes. */
export const ALL_FORMAT_NAMES: readonly AnyFormatName[] = [
  ...FORMAT_NAMES,
  ...HADOLINT_FORMATS.filter((name) => !isFormatName(name)),
];

export function isFormatName(name: string): name is FormatName {
  return FORMAT_NAMES.some((known) => known === name);
}

export function isHadolintFormat(name: string): name is HadolintFormat {
  return HADOLINT_FORMATS.some((known) => known === name);
}
