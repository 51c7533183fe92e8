import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { list, record, required, text } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { lastLabels } from './final-labels.ts';

/** The last stage, or one that it is built on, sets every label of a list. */
export const requiredLabels = dockerfileRule<{ readonly labels: readonly string[] }>({
  id: 'required-labels',
  severity: 'warning',
  optIn: true,
  summary: 'The image has the required labels',
  why: 'Labels say whose an image is and what it was built from, and what has none is found by nobody',
  remediation: 'Add the label to the last stage',
  aliases: { hadolint: ['DL3049'] },
  options: record('Which labels images must have', {
    labels: required(list('Names of the labels that are required', text('The name of a label', { maxLength: 256 }))),
  }),
  compile({ labels }) {
    return (build, report) => {
      const span = placeOf(build);
      if (span === undefined) return;
      const present = lastLabels(build);
      for (const name of labels) {
        const label = present.get(name);
        if (label === undefined) {
          report({ message: `the image has no label ${quoted(name)}`, span });
          continue;
        }
        const value = label.value();
        if (value.kind !== 'known' || value.text !== '') continue;
        const message = `the required label ${quoted(name)} is empty`;
        report({ message, span: spanOf(label.instruction, label.pair.whole) });
      }
    };
  },
});

/** The image of the last FROM, or its stage's name; of a fragment, its first word. */
function placeOf({ final }: Build): Span | undefined {
  if (final === undefined) return undefined;
  const { from, instructions } = final;
  const first = from ?? instructions[0];
  return first === undefined ? undefined : spanOf(first, from?.image ?? first.word);
}
