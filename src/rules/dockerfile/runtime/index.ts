import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { disallowSshPort } from './disallow-ssh-port.ts';
import { execForm } from './exec-form.ts';
import { exposeFormat } from './expose-format.ts';
import { jsonQuotes } from './json-quotes.ts';
import { numericUser } from './numeric-user.ts';
import { requireHealthcheck } from './require-healthcheck.ts';
import { requireUser } from './require-user.ts';
import { singleCmd } from './single-cmd.ts';

/** Rules about how what is in an image runs: as whom, started how, on which ports. */
export const RULES: readonly DockerfileRule[] = [
  disallowSshPort,
  execForm,
  exposeFormat,
  jsonQuotes,
  numericUser,
  requireHealthcheck,
  requireUser,
  singleCmd,
];
