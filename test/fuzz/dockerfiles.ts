// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import fc from 'fast-check';

const WORDS = [
  ...[
    'a',
    'EOF',
    '/x',
    './',
    '=',
    'a=b',
    'k="v w"',
    "'s t'",
    ',',
    '*',
    '?',
    '|',
    '&&',
    ';',
    '80/tcp',
    '1ms',
    'SIGTERM',
  ],
  ...['"', "'", '\\', '`', '\\"', "\\'", '$', '${', '}', '$x', '${x:-a b}', '${x%.*}', '${x/a/b}', '${x^^}', '${x:?m}'],
  ...[
    '[',
    ']',
    '["a","b"]',
    '["a", 1]',
    '[]',
    '{',
    '<',
    '<<',
    '<<EOF',
    '<<-EOF',
    '<<"EOF"',
    '3<<B',
    '<<  C',
    "<<eo'f'",
  ],
  ...[
    '-',
    '--',
    '--x',
    '--from=a',
    '--link',
    '--mount=type=cache,target=/x',
    '--mount="type=bind,source=a b"',
    '#',
    '\0',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\u00a0',
    '\v',
    '\r',
    'é',
    '😀',
    '\ufeff',
    'AS',
    'CMD',
    'NONE',
    'ONBUILD',
    'RUN',
    'FROM',
    'COPY',
  ],
  ...['\n', '\r\n', '\\\n', '`\n', '\\ \n', '\\\\\n', '\\\n\n', '\\\n# c\n'],
];
const INSTRUCTIONS = [
  'FROM --platform=$BUILDPLATFORM golang:1.22 AS build',
  'ARG A=1 B="2 3" C X=\'a b\'',
  'ENV A=b C="d e" F=g\\ h',
  'ENV PATH /x:$PATH  y',
  'LABEL a=b "c d"="e"',
  'RUN apt-get update && \\\n    # comment\n    apt-get install -y curl\\\n\n    wget',
  'RUN --mount=type=cache,target=/root/.cache --mount=type=secret,id=a,required ls',
  'RUN <<EOF\nset -e\n\techo $x\nEOF',
  'RUN <<-EOF cat - <<B\n\ta\n\tEOF\nb\nB',
  'COPY --from=build --chown=a:$b /a /b /c/',
  'COPY <<EOF <<"F" /d/\n$a ${b:-c}\nEOF\n${x^^}\nF',
  'COPY ["a b", "c\\u0041", "d"]',
  'ADD --checksum=sha256:$x https://x/y /z',
  'CMD ["a", "b\\"c"]',
  'EXPOSE 80 443/tcp $P',
  'VOLUME ["/a", "/b"]',
  'USER a # b',
  'STOPSIGNAL $S',
  'SHELL ["/bin/bash", "-c"]',
  'HEALTHCHECK --interval=5m --retries=3 CMD curl -f x',
  'ONBUILD RUN <<EOF\nx\nEOF',
  'ONBUILD COPY --chown=x . /x',
  '# comment',
  '',
];
const HEADS = [
  '',
  '# escape=`\n',
  '\ufeff',
  '# syntax=docker/dockerfile:1\n# check=skip=all\n',
  '#!/x\n',
  '\n# escape=`\n',
];

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''));
const line = fc.oneof(
  fc.constantFrom(...INSTRUCTIONS),
  soup,
  fc.tuple(fc.constantFrom(...INSTRUCTIONS), soup).map((two) => two.join(' ')),
);
/** Where a text is changed, how much is taken out, and what is put there instead. */
const change = fc.tuple(fc.nat(500), fc.nat(8), fc.oneof(fc.constantFrom(...WORDS), fc.constant('')));
/** Dockerfiles, right and wrong, of which some are changed anywhere. */
export const DOCKERFILE = fc
  .tuple(fc.constantFrom(...HEADS), fc.array(line, { maxLength: 8 }), fc.array(change, { maxLength: 4 }), fc.boolean())
  .map(([head, all, changes, isWindows]) => {
    const text = head + all.join('\n');
    return changed(isWindows ? text.replaceAll('\n', '\r\n') : text, changes);
  });

function changed(text: string, changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((now, [at, length, instead]) => {
    const start = at % (now.length + 1);
    return now.slice(0, start) + instead + now.slice(start + length);
  }, text);
}
