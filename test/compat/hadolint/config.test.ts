import { expect, test } from '@jest/globals';
import { NO_CONFIG } from '../../../src/compat/hadolint/config.ts';
import { readHadolintConfig } from '../../../src/compat/hadolint/read-config.ts';

const read = (text: string) => readHadolintConfig('.hadolint.yaml', text);

test('everything that hadolint reads is read', () => {
  const text = [
    'failure-threshold: Warning',
    'format: json',
    'formats: [tty]',
    'ignored: [DL3008]',
    'label-schema: { maintainer: email, version: }',
    'no-color: true',
    'no-fail: true',
    'verbose: true',
    'override: { error: [DL3015], warning: [DL3019], info: [DL3032], style: [DL3042] }',
    'strict-labels: true',
    'disable-ignore-pragma: true',
    'trustedRegistries: [docker.io]',
    'somethingElse: 1',
  ].join('\n');
  expect(read(text)).toEqual({
    ignored: ['DL3008'],
    override: { error: ['DL3015'], warning: ['DL3019'], info: ['DL3032'], style: ['DL3042'] },
    trustedRegistries: ['docker.io'],
    labelSchema: new Map([
      ['maintainer', 'email'],
      ['version', 'text'],
    ]),
    strictLabels: true,
    disableIgnorePragma: true,
    failureThreshold: 'warning',
    noFail: true,
    formats: ['tty', 'json'],
    noColor: true,
    verbose: true,
  });
});

test.each(['', '# nothing\n'])('an empty file says nothing: %j', (text) => expect(read(text)).toEqual(NO_CONFIG));

test('registries may be one text', () => {
  expect(read('trustedRegistries: docker.io\n').trustedRegistries).toEqual(['docker.io']);
});

test.each([
  ['ignored: DL3008\n', '1:10: ignored must be a list of texts'],
  ['override:\n  error: [1]\n', '2:10: override.error must be a list of texts'],
  ['no-fail: maybe\n', '1:10: no-fail must be true or false'],
  ['failure-threshold: bad\n', '1:20: failure-threshold must be one of error, warning, info, style, ignore, none'],
  ['label-schema: { a: b }\n', '1:20: label-schema.a must be one of'],
  ['label-schema: []\n', '1:15: label-schema must be a map'],
  ['[]\n', '1:1: the file must be a map of settings'],
  ['format: 1\n', '1:9: format must be a text'],
])('%j is refused', (text, message) => expect(() => read(text)).toThrow(`.hadolint.yaml:${message}`));
