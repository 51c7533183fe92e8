import type { Dockerfile } from '../../model/dockerfile.ts';
import { buildkitIgnores } from './buildkit.ts';
import { checkovIgnore } from './checkov.ts';
import { CommentPlaces } from './comment-places.ts';
import { hadolintIgnores } from './hadolint.ts';
import type { Ignore } from './ignore.ts';
import { tidewaiterIgnore } from './tidewaiter.ts';
import { trivyIgnores } from './trivy.ts';

/** A comment without any of these ignores nothing: most files have none, and cost nothing more. */
const MARKS = /tidewaiter[-_: ]ignore|hadolint|(?:trivy|tfsec):ignore:|(?:checkov|bridgecrew):skip=|check\s*=/i;

/** Every comment of a file that ignores findings, of whatever tool; only real comments count. Ours come first. */
export function readIgnores(dockerfile: Dockerfile): readonly Ignore[] {
  const places = new CommentPlaces(dockerfile);
  const comments = places.where(({ text }) => MARKS.test(text));
  if (comments.length === 0 && dockerfile.directives.length === 0) return [];
  return [
    ...comments.flatMap((placed) => tidewaiterIgnore(placed, places) ?? []),
    ...hadolintIgnores(comments, dockerfile.instructions, places),
    ...buildkitIgnores(dockerfile, comments, places),
    ...trivyIgnores(comments, places),
    ...comments.flatMap((placed) => checkovIgnore(placed, places) ?? []),
  ];
}
