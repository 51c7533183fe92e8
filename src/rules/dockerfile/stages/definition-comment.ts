import type { Dockerfile } from '../../../model/dockerfile.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { ArgInstruction, Comment, FromInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { lineStart, quoted } from '../shared/spans.ts';

/** Comments that are for tools. */
const FOR_TOOLS =
  /^\s*(?:tidewaiter|hadolint|shellcheck|trivy|tfsec|checkov|dockle|kics|renovate|snyk|semgrep|nosec|nosemgrep|check=|syntax=|escape=)/i;

/** The last comment line above an ARG or a named FROM begins with its name, or is empty. */
export const definitionComment = dockerfileRule({
  id: 'definition-comment',
  severity: 'style',
  optIn: true,
  summary: 'The comment above an ARG or a named stage begins with its name',
  why: 'The builder shows such comments as the description of arguments and targets (docker build --call=outline)',
  remediation: 'Begin the comment with the name, or put an empty comment line beneath it',
  aliases: { buildkit: ['InvalidDefinitionDescription'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const look = (definition: ArgInstruction | FromInstruction, names: readonly string[]) => {
        const comment = lastForPeople(definition.commentsAbove);
        if (comment === undefined || names.length === 0) return;
        const [first = ''] = comment.text.trim().split(' ', 1);
        if (first === '' || names.includes(first)) return;
        const wanted = names.length === 1 ? quoted(names[0] ?? '') : 'the name of one of its arguments';
        report({
          message: `the comment above this ${definition.keyword} does not begin with ${wanted}`,
          span: { start: comment.start, end: comment.end },
          fix: separating(build.dockerfile, definition),
        });
      };
      for (const arg of build.of('ARG'))
        if (arg.commentsAbove.length > 0)
          look(
            arg,
            arg.pairs.map(({ key }) => key.text),
          );
      for (const from of build.of('FROM')) {
        if (from.name === undefined || from.commentsAbove.length === 0) continue;
        // That is how the builder calls it, and what it looks for.
        look(from, [from.name.text.toLowerCase()]);
      }
    };
  },
});

function lastForPeople(comments: readonly Comment[]): Comment | undefined {
  return comments.findLast(({ text }) => !FOR_TOOLS.test(text));
}

/** An empty comment: the builder takes what stands above it for a remark of its own. A blank line does not count for that. */
function separating({ text, lineEnd }: Dockerfile, definition: ArgInstruction | FromInstruction): Fix {
  const start = lineStart(text, definition);
  const edit = { start, end: start, text: `#${lineEnd}` };
  return { safety: 'safe', title: 'put an empty comment line between', edits: [edit] };
}
