import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { hasFlag, originOf, textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** The id of a commit, in SHA-1 or SHA-256, behind `#` (and in front of `:folder`), or in the query. */
const COMMIT = /(?:#|[?&](?:commit|checksum|ref)=)[0-9a-f]{40}(?:[0-9a-f]{24})?(?:[:#&]|$)/i;

/** A version behind `#`: tags are named so, and branches seldom. */
const VERSION = /#[A-Za-z/_-]{0,64}[0-9]{1,9}\.[0-9][^#]*$/;

export const checksumRemoteAdd = dockerfileRule<object>({
  id: 'checksum-remote-add',
  severity: 'warning',
  summary: 'Whatever ADD fetches is named with its checksum or its commit',
  why: 'The server, or whoever takes it over, decides what goes into the image, and two builds of one commit may differ',
  remediation: 'Add --checksum=sha256:<digest> to a URL, and the id of a commit to a Git repository: #<commit>',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const add of build.of('ADD', { triggers: true })) {
      if (add.broken || hasFlag(add, 'checksum')) continue;
      for (const piece of add.sources) {
        const value = build.expand(add, piece);
        const text = textOf(value) ?? piece.text;
        const origin = originOf(text);
        if (origin === 'context' || (origin === 'git' && (COMMIT.test(text) || isUnknownCommit(text)))) continue;
        const isTag = origin === 'git' && VERSION.test(text);
        const missing = origin === 'git' ? 'without the id of a commit' : 'without --checksum';
        const tomorrow = isTag
          ? 'by a tag, which its owner may move'
          : `${missing}, so that it may be something else tomorrow`;
        report({
          message: `ADD fetches ${quoted(withoutLogin(text))} ${tomorrow}`,
          span: spanOf(add, piece),
          ...(isTag && { atMost: 'info' }),
        });
      }
    }
  },
});

/** A build argument that nobody knows may well hold a commit. */
function isUnknownCommit(text: string): boolean {
  const ref = text.indexOf('#');
  return ref !== -1 && text.includes('$', ref);
}

/** A URL without name and password, which messages must not show, and without its query, where tokens stand. */
function withoutLogin(url: string): string {
  const query = url.indexOf('?');
  const shown = query === -1 ? url : url.slice(0, query);
  const start = shown.indexOf('://') + 3;
  if (start === 2) return shown;
  const slash = shown.indexOf('/', start);
  const at = shown.lastIndexOf('@', slash === -1 ? shown.length : slash);
  return at < start ? shown : shown.slice(0, start) + shown.slice(at + 1);
}
