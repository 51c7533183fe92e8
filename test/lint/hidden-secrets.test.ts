import { beforeAll, describe, expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { FORMAT_NAMES, HADOLINT_NAMES } from '../../src/cli/lint/format-names.ts';
import { formatter } from '../../src/cli/lint/formats.ts';
import { joinLayers } from '../../src/lint/config.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { compileLinter, type Linter } from '../../src/lint/linter.ts';
import { RULESETS } from '../../src/lint/rulesets.ts';
import type { LintFormatter } from '../../src/report/lint/format.ts';
import { plain } from '../../src/report/text.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';

const TOKEN = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
const WORD = 'Tr0ub4dor_3xZq';
const [BEGIN, END] = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIVATE KEY-----`);
const KEY = `${BEGIN}\nMIIEpAIBAAKCAQEA${'NotARealKey0'.repeat(4)}\n${END}`;
const PLANTED = /ghp_a1|a1b2c3|Tr0ub4|3xZq|NotARealKey/i;

const CONFIG = joinLayers([], RULESETS);
const SECRET_RULES = ['no-secret-in-env', 'no-secret-in-run', 'no-secret-in-file'];
const OFF = SECRET_RULES.map((rule) => ({ rule, severity: 'off' as const }));
const LINTERS: Readonly<Record<string, Linter>> = {
  'by default': compileLinter(DOCKERFILE_RULES, CONFIG),
  'with the rules about secrets off': compileLinter(DOCKERFILE_RULES, { ...CONFIG, layers: [OFF] }),
};

const formats: LintFormatter[] = [];
beforeAll(async () => {
  for (const name of FORMAT_NAMES) formats.push(await formatter(name, 'tidewaiter'));
  for (const name of HADOLINT_NAMES) formats.push(await formatter(name, 'hadolint'));
});

function inAllFormats(text: string, linter: Linter): string {
  const report = lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: '2026-11-21' });
  const settings = { version: '1', rules: () => linter.descriptions, paint: plain, quiet: false };
  return formats
    .map((make) => {
      const format = make(settings);
      return format.start() + [...format.file(report)].join('');
    })
    .join('\n');
}

const PLACES: readonly (readonly [string, string])[] = [
  ['ENV', `ENV DB_PASSWORD=${WORD}`],
  ['ENV in the old form', `ENV DB_PASSWORD ${WORD}`],
  ['ENV with a token', `ENV X=${TOKEN} y`],
  ['ENV without a name', `ENV ${TOKEN}`],
  ['the message of a variable', `ENV X=\${Y:?${TOKEN}}`],
  ['the name of a variable', `ENV X=\${${TOKEN}}`],
  ['ARG and what uses it', `ARG DB_PASSWORD=${WORD}\nUSER $DB_PASSWORD\nWORKDIR $DB_PASSWORD\nEXPOSE $DB_PASSWORD`],
  ['an option', `RUN curl -u bob:${WORD} https://x && cd x && apt-get install y`],
  ['a header', `RUN curl -H "Authorization: token ${TOKEN}" https://x | sh`],
  ['an assignment', `RUN export DB_PASSWORD=${WORD} && apt-get install y`],
  ['two lines', 'RUN curl -u bob:Tr0ub4\\\ndor_3xZq https://x && cd /x'],
  ['a URL', `RUN git clone https://bob:${WORD}@github.com/a/b && cd x`],
  ['exec form', `RUN ["curl", "-u", "bob:${WORD}", "https://x"]`],
  ['a key', `RUN printf '${KEY.replaceAll('\n', '\\n')}' > /x && apt-get install x`],
  ['the setting of a package manager', `RUN npm config set //x/:_authToken=${TOKEN} && npm install foo`],
  ['a password', `RUN echo "root:${WORD}" | chpasswd`],
  ['another shell', `SHELL ["pwsh", "-c"]\nRUN curl -u bob:${WORD} https://x`],
  ['an open quote', `RUN echo "${TOKEN}`],
  ['the name of a heredoc', `RUN cat <<${TOKEN} && cd x\nx\n${TOKEN}`],
  ['a script in a heredoc', `RUN <<EOF\nexport DB_PASSWORD=${WORD}\napt-get install y\nEOF`],
  ['a file in a heredoc', `COPY <<EOF x\nTOKEN=${TOKEN}\n${KEY}\nEOF`],
  ['the second of two heredocs', `COPY <<A <<B x\nhello\nA\npassword=${WORD}\nB`],
  ['what was meant as a heredoc', `RUN cat<<EOF\nDB_PASSWORD=${WORD}\nEOF`],
  ['a label', `LABEL Token=${TOKEN}`],
  ['a label by its name', `LABEL db.password ${WORD}`],
  ['CMD', `CMD app --token ${TOKEN}`],
  ['CMD that is nearly JSON', `CMD ["app", "--token", '${TOKEN}']`],
  ['ENTRYPOINT', `ENTRYPOINT export DB_PASSWORD=${WORD}; exec app`],
  ['HEALTHCHECK', `HEALTHCHECK CMDD curl -u bob:${WORD} http://x`],
  ['a URL of ADD', `ADD https://bob:${WORD}@example.com/x.tgz x`],
  ['a repository of ADD', `ADD https://${TOKEN}@github.com/a/b.git x`],
  ['ONBUILD', `ONBUILD RUN curl -u bob:${WORD} https://x && cd x`],
  ['an ADD of ONBUILD', `ONBUILD ADD https://bob:${WORD}@example.com/x.tgz x`],
  ['an unknown instruction', `ENVV TOKEN=${TOKEN}`],
  ['an unknown option', `COPY --chownn=${TOKEN} a b`],
  ['an unknown key of a mount', `RUN --mount=type=secret,id=x,idd=${TOKEN} x`],
  ['the name of a stage', `FROM a AS ${TOKEN}`],
  ['an image', `FROM https://bob:${WORD}@x/y`],
  [
    'USER, WORKDIR and others',
    `USER ${TOKEN}\nWORKDIR ${TOKEN}\nEXPOSE ${TOKEN}\nSTOPSIGNAL ${TOKEN}\nVOLUME ${TOKEN}`,
  ],
  ['a comment', `# tidewaiter-ignore ${TOKEN}\nRUN x`],
];

describe.each(Object.entries(LINTERS))('no format shows a secret %s', (_when, linter) => {
  test.each(PLACES)('in %s', (_place, lines) => {
    const text = `FROM debian\n${lines}\nMAINTAINER x\n`;
    expect(text).toMatch(PLANTED);
    const shown = inAllFormats(text, linter);
    expect(shown).toContain('no-maintainer');
    expect(shown).not.toMatch(PLANTED);
  });
});

test('what is no secret stays', () => {
  const shown = inAllFormats('FROM debian\nADD https://example.com/x.tgz x\n', LINTERS['by default'] as Linter);
  expect(shown).toContain('ADD https://example.com/x.tgz x');
});
