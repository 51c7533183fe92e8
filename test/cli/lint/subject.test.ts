import { describe, expect, test } from '@jest/globals';
import { documents } from '../../support/image-policies.ts';
import { sbomOf } from '../../support/sbom/document.ts';
import { wanting } from '../document-workspace.ts';
import { UNPINNED, workspace } from './workspace.ts';

const SBOM = JSON.stringify(
  sbomOf('cyclonedx', { parts: [{ name: 'a', version: '1', purl: 'pkg:npm/a@1', license: 'MIT' }] }),
);
const POLICIES = documents(wanting([{ type: 'sbom', sbom: { minComponents: 1 } }]));
const FILES = {
  'policies/p.yaml': POLICIES,
  'sboms/a.json': SBOM,
  'mixed/Dockerfile': UNPINNED,
  'mixed/a.json': SBOM,
  'b.json': SBOM,
};
const DOCUMENT = 'document judged';

describe('what a run is about', () => {
  test.each<[string, readonly string[], string]>([
    ['files that end in .json are documents', ['@/b.json', '@/sboms/a.json'], '2 documents judged'],
    ['so is everything with --image', ['--image=registry.test/a', '@/mixed'], DOCUMENT],
    ['folders without a Dockerfile hold documents', ['@/sboms'], DOCUMENT],
    ['folders with one do not', ['@/mixed'], 'Dockerfile:1:6'],
    ['nor do a file and a document', ['@/mixed/Dockerfile', '@/b.json'], 'Dockerfile:1:6'],
  ])('%s', async (_name, args, expected) => {
    const { out } = await workspace(FILES).lint(['--policies=@/policies', ...args]);
    expect(out).toContain(expected);
  });

  test('standard input is a document where it starts as JSON does', async () => {
    const { lint } = workspace(FILES);
    expect((await lint(['--policies=@/policies', '-'], { stdin: SBOM })).out).toContain(DOCUMENT);
    expect((await lint(['--policies=@/policies', '-'], { stdin: ` \n${SBOM}` })).out).toContain(DOCUMENT);
    expect((await lint(['--policies=@/policies', '-'], { stdin: UNPINNED })).out).toContain('-:1:6');
    expect((await lint(['--stdin-filename=x/Dockerfile', '-'], { stdin: '{}' })).out).toContain('x/Dockerfile:1:1');
    expect(await lint(['-'], { stdin: '' })).toMatchObject({ code: expect.any(Number), err: '' });
  });

  test('without policies, folders without a Dockerfile are an error', async () => {
    expect((await workspace(FILES).lint(['@/sboms'])).err).toContain('no Dockerfile in or below this folder');
  });

  test('documents come in the formats that they have always come in', async () => {
    const { lint } = workspace(FILES);
    const given = (flags: readonly string[]) => lint(['--policies=@/policies', ...flags, '@/b.json']);
    expect(JSON.parse((await given(['--format=json'])).out)).toMatchObject({ summary: { judged: 1 } });
    for (const flags of [['--format=sarif'], ['-f', 'json', '-f', 'text'], ['-o', '@/x']]) {
      expect(await given(flags)).toMatchObject({
        code: 2,
        err: expect.stringContaining('documents come in one format'),
      });
    }
  });
});
