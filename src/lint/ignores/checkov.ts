import type { CommentPlaces, PlacedComment } from './comment-places.ts';
import type { Ignore } from './ignore.ts';

/** `checkov:skip=CKV_DOCKER_3:reason`, anywhere in a comment. */
const MARK = /(?:checkov|bridgecrew):skip=[ \t]*(?<list>[A-Za-z0-9_-]+(?:,[A-Za-z0-9_-]+)*)(?::(?<reason>.*))?/;
const NAME = /[^,]+/g;

/** Checkov's comments: they reach the whole file. */
export function checkovIgnore({ comment }: PlacedComment, places: CommentPlaces): Ignore | undefined {
  const match = MARK.exec(comment.text);
  const { list, reason = '' } = match?.groups ?? {};
  if (match === null || list === undefined) return undefined;
  const offset = comment.start + 1 + comment.text.indexOf(list, match.index + match[0].indexOf('=') + 1);
  const names = Array.from(list.matchAll(NAME), ({ 0: name, index }) => ({
    name,
    start: offset + index,
    end: offset + index + name.length,
  }));
  return { by: 'checkov', comment, names, every: false, reach: places.wholeFile, reason: reason.trim() };
}
