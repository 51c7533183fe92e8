/** Names of the formats that hadolint writes in a way of its own. Its `sarif` and `junit` are ours. */
export const HADOLINT_FORMATS = [
  'tty',
  'json',
  'gnu',
  'checkstyle',
  'codeclimate',
  'gitlab_codeclimate',
  'codacy',
  'sonarqube',
] as const;
export type HadolintFormat = (typeof HADOLINT_FORMATS)[number];
