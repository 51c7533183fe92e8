import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';

const RESERVED: Readonly<Record<string, string>> = {
  scratch: 'the empty image',
  context: 'the build context',
};

/** FROM .. AS names are neither scratch nor context. */
export const noReservedStageName = dockerfileRule({
  id: 'no-reserved-stage-name',
  severity: 'warning',
  summary: 'No stage is called scratch or context',
  why: 'Both names mean something else to the builder, so that nobody can rely on what copying from them gives',
  remediation: 'Give the stage another name',
  aliases: { hadolint: ['DL3063'], buildkit: ['ReservedStageName'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const from of build.of('FROM')) {
        const name = from.name?.text.toLowerCase();
        if (from.name === undefined || name === undefined || !Object.hasOwn(RESERVED, name)) continue;
        const message = `the stage name ${quoted(from.name.text)} stands for ${RESERVED[name]}`;
        report({ message, span: spanOf(from, from.name) });
      }
    };
  },
});
