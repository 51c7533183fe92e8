import { describe, expect, test } from '@jest/globals';
import { buildOf, NO_INPUTS } from '../../src/builds/build.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';

/** The first words of the shells of all RUN instructions. */
function shells(...lines: readonly string[]): readonly string[] {
  const build = buildOf(parseDockerfile(`${lines.join('\n')}\n`), NO_INPUTS);
  return build.of('RUN').map((run) => build.shellAt(run).words[0] ?? '');
}

const SH = '/bin/sh';

describe('# hadolint shell=', () => {
  test.each([
    [
      'holds from the instruction below on',
      ['FROM a', 'RUN x', '# hadolint shell=bash', 'RUN y', 'RUN z'],
      [SH, 'bash', 'bash'],
    ],
    ['ends with the stage', ['FROM a', '# hadolint shell=bash', 'RUN x', 'FROM b', 'RUN y'], ['bash', SH]],
    [
      'holds for all stages in front of the first FROM',
      ['# hadolint shell=bash', 'FROM a', 'RUN x', 'FROM b', 'RUN y'],
      ['bash', 'bash'],
    ],
    [
      'gives way to a SHELL further down',
      ['FROM a', '# hadolint shell=bash', 'RUN x', 'SHELL ["/bin/ash", "-c"]', 'RUN y'],
      ['bash', '/bin/ash'],
    ],
    [
      'wins over a SHELL further up',
      ['FROM a', 'SHELL ["/bin/ash", "-c"]', '# hadolint shell=bash', 'RUN x'],
      ['bash'],
    ],
    [
      'the general one gives way to a SHELL',
      ['# hadolint shell=bash', 'FROM a', 'SHELL ["/bin/ash", "-c"]', 'RUN x'],
      ['/bin/ash'],
    ],
    ['has a reason behind a #', ['FROM a', '# hadolint shell=bash # it is', 'RUN x'], ['bash']],
    ['may be followed by other comments', ['FROM a', '# hadolint shell=bash', '# more', '', 'RUN x'], ['bash']],
    ['counts for nothing with other words behind', ['FROM a', '# hadolint shell=bash it is', 'RUN x'], [SH]],
    [
      'counts for nothing inside of an instruction',
      ['FROM a', 'RUN x \\', '# hadolint shell=bash', ' y', 'RUN z'],
      [SH, SH],
    ],
    [
      'hides no command behind a shell that is not understood',
      ['FROM a', '# hadolint shell=powershell', 'RUN x'],
      [SH],
    ],
  ])('%s', (_, lines, expected) => {
    expect(shells(...lines)).toEqual(expected);
  });
});
