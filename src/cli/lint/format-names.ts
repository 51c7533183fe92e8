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
