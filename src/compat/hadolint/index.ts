import type { DockerfileRule } from '../../model/dockerfile-rule.ts';
import { BASE_IMAGE } from './base-image.ts';
import type { HadolintConfig } from './config.ts';
import { DEBIAN } from './debian.ts';
import { FILES } from './files.ts';
import { labelRules } from './labels.ts';
import { LANGUAGES } from './languages.ts';
import { trustedRegistryRule } from './registries.ts';
import { RPM } from './rpm.ts';
import { asDockerfileRule, BREAKING, type HadolintRule } from './rule.ts';
import { RUNTIME } from './runtime.ts';
import { SHELL } from './shell.ts';
import { VARIABLES } from './variables.ts';

/** A file that does not parse has this one finding, and no other. */
const UNPARSABLE: HadolintRule = {
  code: 'DL1000',
  severity: 'error',
  message: 'the file cannot be read as a Dockerfile',
  check() {},
};

/** A comment that ignores findings of one instruction. */
const INLINE_IGNORE: HadolintRule = {
  code: 'DL1001',
  severity: 'warning',
  optIn: true,
  message: 'findings are ignored by a comment',
  check() {},
};

const IGNORE = /^[ \t]*hadolint[ \t]+ignore[ \t]*=/;

/** hadolint's rules, with its verdicts down to its quirks, in the order of their numbers. */
export function hadolintRules(config: HadolintConfig): readonly DockerfileRule[] {
  const registries = trustedRegistryRule(config.trustedRegistries);
  const rules = [
    ...BASE_IMAGE,
    ...FILES,
    ...RUNTIME,
    ...DEBIAN,
    ...RPM,
    ...LANGUAGES,
    ...SHELL,
    ...VARIABLES,
    ...labelRules(config),
    ...(registries === undefined ? [] : [registries]),
  ].map(asDockerfileRule);
  return [unparsable(), inlineIgnore(), ...rules].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function unparsable(): DockerfileRule {
  return {
    ...asDockerfileRule(UNPARSABLE),
    compile: () => (build, report) => {
      const fault = build.dockerfile.faults.find(({ rule }) => BREAKING.has(rule));
      if (fault !== undefined) report({ message: fault.message, span: fault.span, alias: UNPARSABLE.code });
    },
  };
}

function inlineIgnore(): DockerfileRule {
  const { code, message } = INLINE_IGNORE;
  return {
    ...asDockerfileRule(INLINE_IGNORE),
    compile: () => (build, report) => {
      for (const { start, end, text } of build.dockerfile.comments) {
        if (IGNORE.test(text)) report({ message, span: { start, end }, alias: code });
      }
    },
  };
}
