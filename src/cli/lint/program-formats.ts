import { checkstyleFormat } from '../../report/lint/checkstyle.ts';
import type { LintFormatter } from '../../report/lint/format.ts';
import { githubFormat } from '../../report/lint/github.ts';
import { gitlabFormat } from '../../report/lint/gitlab.ts';
import { gnuFormat } from '../../report/lint/gnu.ts';
import { jsonFormat } from '../../report/lint/json.ts';
import { jsonlFormat } from '../../report/lint/jsonl.ts';
import { junitFormat } from '../../report/lint/junit.ts';
import { sarifFormat } from '../../report/lint/sarif.ts';
import type { FormatName } from './format-names.ts';

export { hadolintFormat } from '../../report/lint/hadolint.ts';

/** The formats for programs. */
export const FORMATTERS: Readonly<Record<Exclude<FormatName, 'text'>, LintFormatter>> = {
  json: jsonFormat,
  jsonl: jsonlFormat,
  sarif: sarifFormat,
  github: githubFormat,
  junit: junitFormat,
  checkstyle: checkstyleFormat,
  gitlab: gitlabFormat,
  gnu: gnuFormat,
};
