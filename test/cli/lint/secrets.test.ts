import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FORMAT_NAMES } from '../../../src/cli/lint/format-names.ts';
import { workspace } from './workspace.ts';

const TOKEN = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

describe('secrets are in no report, whatever is found beside them', () => {
  test.each<[string, string]>([
    ['ENV', 'ENV DB_PASSWORD=hunter2-Tr0ub4dor'],
    ['ENV in the old form', 'ENV DB_PASSWORD hunter2-Tr0ub4dor'],
    ['ARG', 'ARG TOKEN=hunter2-Tr0ub4dor'],
    ['a token in a command', `RUN curl -H "Authorization: ${TOKEN}" https://x.test && cd /x`],
    ['a token in an assignment', `RUN TOKEN=${TOKEN} make && apt-get install x`],
    ['a token in a comment of a RUN', `RUN echo a \\\n && git clone https://x:${TOKEN}@github.com/a/b`],
  ])('%s', async (_name, line) => {
    const { lint, at } = workspace({ Dockerfile: `FROM a\n${line}\nMAINTAINER x\n` });
    for (const format of FORMAT_NAMES) {
      const { out } = await lint(['--shellcheck=off', '--no-fail', '-f', format, '@']);
      expect(out).toMatch(/no-secret-in-(?:env|run)/);
      expect(out).not.toMatch(/Tr0ub4dor|a1B2c3/);
    }
    expect(readFileSync(at('Dockerfile'), 'utf8')).toContain(line);
  });
});

describe('what --diff shows has no secrets either', () => {
  const [BEGIN, END] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`);
  const KEY = `${BEGIN}\nMIIEpAIBAAKCAQEA\n${END}`;

  test.each<[string, string]>([
    ['beside a change', 'ENV DB_PASSWORD=hunter2-Tr0ub4dor'],
    ['in a label that nothing is found in', `LABEL token=${TOKEN}`],
    ['in CMD', `CMD ["app", "--token", "${TOKEN}"]`],
    ['in a file of several lines', `COPY <<EOF /x\n${KEY}\nEOF`],
  ])('%s', async (_name, lines) => {
    const { lint } = workspace({ Dockerfile: `FROM a\n${lines}\nMAINTAINER x\nUSER 1\n` });
    const { code, out } = await lint(['--diff', '@']);
    expect(code).toBe(1);
    expect(out).toContain('*****');
    expect(out).toContain('-MAINTAINER x');
    expect(out).not.toMatch(/Tr0ub4dor|a1B2c3|MIIEp/);
  });

  test('in a line that is changed', async () => {
    const { lint, at } = workspace({ Dockerfile: 'FROM a\nENV DB_PASSWORD hunter2-Tr0ub4dor\n' });
    const { out } = await lint(['--diff', '@']);
    expect(out).toContain('-ENV DB_PASSWORD *****\n');
    expect(out).not.toContain('Tr0ub4dor');
    await lint(['--fix', '@']);
    expect(readFileSync(at('Dockerfile'), 'utf8')).toContain('ENV DB_PASSWORD=hunter2-Tr0ub4dor');
  });
});
