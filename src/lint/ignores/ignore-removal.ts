import type { Dockerfile } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/dockerfile-rule.ts';
import type { Ignore, IgnoreName } from './ignore.ts';

/** Looks like a parser directive, which it would become at the head of the file. */
const LIKE_DIRECTIVE = /^[ \t]*#[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=/;

/**
 * The edits that take a name out of a comment, or the whole line of the comment. No edits where a part of its own text
 * would be harmed.
 */
export function removalOf(dockerfile: Dockerfile, ignore: Ignore, name: IgnoreName | undefined): readonly TextEdit[] {
  return name === undefined ? [lineRemoval(dockerfile, ignore)] : [nameRemoval(ignore, name)];
}

/** With the comma behind it; of the last name with the comma in front of it. */
function nameRemoval({ names }: Ignore, name: IgnoreName): TextEdit {
  const at = names.indexOf(name);
  const [before, after] = [names[at - 1], names[at + 1]];
  if (after !== undefined) return { start: name.start, end: after.start, text: '' };
  return { start: before?.end ?? name.start, end: name.end, text: '' };
}

function lineRemoval({ text, instructions, comments }: Dockerfile, { comment }: Ignore): TextEdit {
  const start = text.lastIndexOf('\n', comment.start - 1) + 1;
  const next = text.indexOf('\n', comment.end);
  const end = next === -1 ? text.length : next + 1;
  const isFirst = comments[0]?.start === comment.start && comment.start < (instructions[0]?.span.start ?? text.length);
  // The comment ends the parser directives: without it, the next line could become one.
  const keepsHead =
    isFirst &&
    LIKE_DIRECTIVE.test(text.slice(end, text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end)));
  return keepsHead ? { start: comment.start + 1, end: comment.end, text: '' } : { start, end, text: '' };
}
