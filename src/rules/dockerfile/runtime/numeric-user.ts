import type { Build, Stage, UserFact } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { ValueInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, replacePiece, spanOf } from '../shared/spans.ts';
import { isRoot, userOf } from '../shared/user-name.ts';
import { isOfWindows } from '../shared/windows.ts';

const NUMBER = /^\d+$/;

export const numericUser = dockerfileRule<object>({
  id: 'numeric-user',
  severity: 'info',
  summary: 'The last USER of the final stage is a number',
  why: 'Kubernetes starts no container with runAsNonRoot whose image names its user: a name may be root',
  remediation: 'Write the number of the user, and give it one with useradd --uid where it has none',
  aliases: { hadolint: ['DL3066'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { final } = build;
    if (final === undefined || isOfWindows(build, final)) return;
    const last = build.lastUser(final);
    if (last === undefined) {
      const user = userOf(final.baseFacts?.user ?? '');
      const { from } = final;
      if (from?.image === undefined || NUMBER.test(user) || isRoot(user)) return;
      const message = `the base image runs as ${quoted(user)}, a name, and the final stage has no USER with a number`;
      report({ message, span: spanOf(from, from.image) });
      return;
    }
    const text = textOf(build.expand(last, last.value));
    const user = userOf(text ?? '');
    if (text === undefined || NUMBER.test(user) || isRoot(user)) return;
    const isLiteral = last.value.text === text;
    const end = isLiteral ? last.value.start + user.length : last.value.end;
    const fact = build.users(final).get(user);
    const known = fact?.uid === undefined ? '' : `, which is ${fact.uid}`;
    report({
      message: `USER ${quoted(user)} is a name, and not the number of the user${known}`,
      span: spanOf(last, { start: last.value.start, end }),
      ...(isLiteral && fixOf(build, final, last, fact)),
      ...(fact !== undefined && { related: [{ span: fact.span, message: 'the user is made here' }] }),
    });
  },
});

/** Safe where no other user has the number: then it leads to the same user, its group and its home. */
function fixOf(build: Build, final: Stage, last: ValueInstruction, fact: UserFact | undefined): { readonly fix?: Fix } {
  if (fact?.uid === undefined) return {};
  const { start } = last.value;
  const piece = { start, end: start + fact.name.length };
  const edit = replacePiece(last, piece, String(fact.uid));
  if (edit === undefined) return {};
  let holders = 0;
  for (const { uid } of build.users(final).values()) if (uid === fact.uid) holders += 1;
  const safety = holders === 1 ? 'safe' : 'unsafe';
  return { fix: { safety, title: `write the number of ${quoted(fact.name)}`, edits: [edit] } };
}
