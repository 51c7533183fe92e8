import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { ValueInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { replacePiece, spanOf } from '../shared/spans.ts';
import { casingOf, inCasing } from './casing.ts';

const AUTHORS = 'org.opencontainers.image.authors';

/** No MAINTAINER. The fix writes the label that took its place. */
export const noMaintainer = dockerfileRule({
  id: 'no-maintainer',
  severity: 'warning',
  summary: 'Nobody is named by MAINTAINER',
  why: 'MAINTAINER is deprecated, and tools that look for the owner of an image read labels',
  remediation: `Write LABEL ${AUTHORS}="..."`,
  aliases: { hadolint: ['DL4000'], buildkit: ['MaintainerDeprecated'], trivy: ['DS-0022'], checkov: ['CKV_DOCKER_6'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const all = build.of('MAINTAINER');
      for (const maintainer of all) {
        const fix = all.length === 1 ? labelInstead(build, maintainer) : undefined;
        report({
          message: `MAINTAINER is deprecated in favour of the label ${AUTHORS}`,
          span: spanOf(maintainer, maintainer.word),
          ...(fix !== undefined && { fix }),
        });
      }
    };
  },
});

function labelInstead(build: Build, maintainer: ValueInstruction): Fix | undefined {
  const { word, value, broken, flags } = maintainer;
  if (broken || value.text === '' || flags.length > 0 || hasAuthors(build)) return undefined;
  const label = inCasing('LABEL', casingOf(word.text) ?? 'upper');
  const text = `${label} ${AUTHORS}="${escaped(withoutQuotes(value.text), build.dockerfile.escapeMark)}"`;
  const edit = replacePiece(maintainer, { start: word.start, end: value.end }, text);
  return edit === undefined ? undefined : { safety: 'safe', title: `write LABEL ${AUTHORS}`, edits: [edit] };
}

function hasAuthors(build: Build): boolean {
  return build.of('LABEL').some(({ pairs }) => pairs.some(({ key }) => withoutQuotes(key.text) === AUTHORS));
}

function withoutQuotes(text: string): string {
  const [first] = text;
  const isQuoted = text.length > 1 && (first === '"' || first === "'") && text.endsWith(first);
  return isQuoted && text.indexOf(first, 1) === text.length - 1 ? text.slice(1, -1) : text;
}

/** MAINTAINER takes its text as it stands; a label does not. */
function escaped(text: string, escapeMark: string): string {
  return text.replace(/["$\\`]/g, (character) =>
    character === '"' || character === '$' || character === escapeMark ? escapeMark + character : character,
  );
}
