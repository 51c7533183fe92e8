import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { andOr } from './and-or.ts';
import { cdOrExit } from './cd-or-exit.ts';
import { echoEscapes } from './echo-escapes.ts';
import { posixShell } from './posix-shell.ts';
import { quoteSubstitution } from './quote-substitution.ts';
import { quoteVariable } from './quote-variable.ts';

/** Rules about how scripts are written, as ShellCheck has them. */
export const RULES: readonly DockerfileRule[] = [
  andOr,
  cdOrExit,
  echoEscapes,
  posixShell,
  quoteSubstitution,
  quoteVariable,
];
