import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { EnvSiblings } from './env-siblings.ts';

/** A value in an ENV uses no variable that the same ENV sets first. */
export const noEnvSelfReference = dockerfileRule({
  id: 'no-env-self-reference',
  severity: 'error',
  summary: 'No ENV uses a variable that it is about to set itself',
  why: 'All values of one ENV see the variables as they were before it, so that the new one is still empty',
  remediation: 'Set the variable in an ENV of its own in front',
  aliases: { hadolint: ['DL3044'], buildkit: ['UndefinedVar'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      if (!build.of('ENV').some(({ pairs }) => pairs.length > 1)) return;
      const siblings = new EnvSiblings();
      for (const use of build.variableUses) {
        const { instruction, span, name } = use;
        const setter = siblings.setterOf(use);
        if (setter === undefined) continue;
        report({
          message: `${quoted(`$${name}`)} is still empty here: the same ENV sets it`,
          span,
          related: [{ span: spanOf(instruction, setter.key), message: 'set here, for the instructions behind' }],
        });
      }
    };
  },
});
