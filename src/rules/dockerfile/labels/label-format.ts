import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { flag, map, optional, record, word } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { lastLabels } from './final-labels.ts';
import { LABEL_TYPES, type LabelType, labelComplaint } from './label-type.ts';

/** What the image specification of the OCI says of its annotations. */
const OCI: Readonly<Record<string, LabelType>> = {
  'org.opencontainers.image.created': 'rfc3339',
  'org.opencontainers.image.url': 'url',
  'org.opencontainers.image.documentation': 'url',
  'org.opencontainers.image.source': 'url',
  'org.opencontainers.image.licenses': 'spdx',
};

interface Options {
  readonly labels?: { readonly [name: string]: LabelType };
  readonly strict?: boolean;
}

/** Labels of the image hold what their names promise. */
export const labelFormat = dockerfileRule<Options>({
  id: 'label-format',
  severity: 'warning',
  summary: 'Every label holds a value of the form that it is known for',
  why: 'Dashboards, scanners and bots read labels by machine, and pass over what they cannot read',
  remediation: 'Write a value of that form, or take it from an ARG that the build sets',
  aliases: {
    hadolint: ['DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  },
  options: record('Which labels are known, and what they hold', {
    labels: optional(map('The form of each label, by its name', word('What the value has to be', LABEL_TYPES))),
    strict: optional(flag('Whether labels that are not in the list are findings')),
  }),
  compile({ labels = OCI, strict = false }) {
    const types = new Map(Object.entries(labels));
    return (build, report) => {
      for (const { name, instruction, pair, value } of lastLabels(build).values()) {
        const type = types.get(name);
        if (type === undefined) {
          const message = `the label ${quoted(name)} is none of those that are known here`;
          if (strict) report({ message, span: spanOf(instruction, pair.key), alias: 'DL3050', atMost: 'info' });
          continue;
        }
        const found = value();
        if (found.kind !== 'known') continue;
        const wrong = labelComplaint(type, found.text);
        if (wrong === undefined) continue;
        const shown = found.text === '' ? '' : `: ${quoted(found.text)}`;
        report({
          message: `the label ${quoted(name)} ${wrong.complaint}${shown}`,
          span: spanOf(instruction, pair.value?.text === '' ? pair.whole : (pair.value ?? pair.whole)),
          alias: wrong.alias,
        });
      }
    };
  },
});
