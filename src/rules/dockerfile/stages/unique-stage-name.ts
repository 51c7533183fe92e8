import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { FromInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** FROM .. AS names differ, whatever their case. */
export const uniqueStageName = dockerfileRule({
  id: 'unique-stage-name',
  severity: 'error',
  summary: 'Every stage has a name of its own',
  why: 'Of two stages with one name nobody can reach the first, and what copies from it gets files of the second',
  remediation: 'Give the stage another name',
  aliases: {
    hadolint: ['DL3024'],
    buildkit: ['DuplicateStageName'],
    trivy: ['DS-0012'],
    checkov: ['CKV_DOCKER_11'],
  },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const froms = build.of('FROM');
      if (froms.length < 2) return;
      const first = new Map<string, FromInstruction>();
      for (const from of froms) {
        if (from.name === undefined) continue;
        const name = from.name.text.toLowerCase();
        const other = first.get(name);
        if (other?.name === undefined) {
          first.set(name, from);
          continue;
        }
        report({
          message: `the stage name ${quoted(from.name.text)} is taken already`,
          span: spanOf(from, from.name),
          related: [{ span: spanOf(other, other.name), message: 'by this stage' }],
        });
      }
    };
  },
});
