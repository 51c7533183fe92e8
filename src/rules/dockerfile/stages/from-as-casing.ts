import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, replacePiece, spanOf } from '../shared/spans.ts';
import { casingOf, inCasing } from './casing.ts';

/** AS is written in the case of its FROM. */
export const fromAsCasing = dockerfileRule({
  id: 'from-as-casing',
  severity: 'style',
  summary: 'AS is written in the case of its FROM',
  why: 'Both are keywords of one instruction, and readers who look for FROM .. AS do not see one that is half in another case',
  remediation: 'Write AS in the case of FROM',
  aliases: { buildkit: ['FromAsCasing'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const from of build.of('FROM')) {
        const { as, word } = from;
        const casing = as === undefined ? undefined : casingOf(word.text);
        if (as === undefined || casing === undefined || casingOf(as.text) === casing) continue;
        const wanted = inCasing(as.text, casing);
        const edit = replacePiece(from, as, wanted);
        report({
          message: `${quoted(as.text)} is not in the case of ${quoted(word.text)}`,
          span: spanOf(from, as),
          ...(edit !== undefined && { fix: { safety: 'safe', title: `write ${wanted}`, edits: [edit] } }),
        });
      }
    };
  },
});
