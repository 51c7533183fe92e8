import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { finalLabels } from './final-labels.ts';

const RESERVED = ['com.docker.', 'io.docker.', 'org.dockerproject.'];

/** Names that Docker asks the authors of its extensions to set. */
const FOR_EXTENSIONS = ['com.docker.desktop.extension.', 'com.docker.extension.'];

const FIRST = /^[a-z]/;
const LAST = /[a-z0-9]$/;
const OTHER = /[^a-z0-9._/-]/;
const DOUBLED = /\.\.|--/;

/** Names of labels have the form that Docker's guide asks for, and no namespace of Docker's own. */
export const labelKey = dockerfileRule({
  id: 'label-key',
  severity: 'style',
  summary: 'Names of labels are lower-case words joined by dots, dashes, underscores and slashes',
  why: 'Tools look labels up by their exact names, and names of Docker itself may get a meaning of their own',
  remediation: 'Write the name in lower case, in a namespace of your own, such as com.example.team',
  aliases: { hadolint: ['DL3048'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const { name, instruction, pair } of finalLabels(build)) {
        const wrong = complaint(name);
        if (wrong !== undefined)
          report({ message: `the label ${quoted(name)} ${wrong}`, span: spanOf(instruction, pair.key) });
      }
    };
  },
});

function complaint(name: string): string | undefined {
  const other = OTHER.exec(name)?.[0];
  if (other !== undefined && other !== other.toLowerCase()) return 'has upper-case letters';
  if (other !== undefined) return `has ${quoted(other)} in its name`;
  if (!FIRST.test(name)) return 'does not begin with a letter';
  if (!LAST.test(name)) return 'does not end with a letter or digit';
  const doubled = DOUBLED.exec(name)?.[0];
  if (doubled !== undefined) return `has ${quoted(doubled)} in its name`;
  const prefix = RESERVED.find((reserved) => name.startsWith(reserved));
  if (prefix === undefined || FOR_EXTENSIONS.some((own) => name.startsWith(own))) return undefined;
  return `is in the namespace ${quoted(prefix.slice(0, -1))}, which is Docker's own`;
}
