import { describe, expect, test } from '@jest/globals';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { assumeYes } from '../../../src/rules/dockerfile/package-managers/assume-yes.ts';
import { noInstallRecommends } from '../../../src/rules/dockerfile/package-managers/no-install-recommends.ts';
import { noLoneUpdate } from '../../../src/rules/dockerfile/package-managers/no-lone-update.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';

const inRun = (run: string): string => `FROM base\nRUN ${run}\n`;
const covered = (rule: DockerfileRule, text: string): readonly string[] =>
  problemsOf(rule, text).map((problem) => problem.covered);

describe('assume-yes', () => {
  test.each([
    ['apt-get install curl', 'apt-get install -y curl', 'DL3014'],
    ['apt-get -q install curl', 'apt-get -q install -y curl', 'DL3014'],
    ['apt-get autoremove', 'apt-get autoremove -y', 'DL3014'],
    ['apt upgrade', 'apt upgrade -y', 'DL3014'],
    ['yum install curl', 'yum install -y curl', 'DL3030'],
    ['yum localinstall x.rpm', 'yum localinstall -y x.rpm', 'DL3030'],
    ['dnf groupinstall x', 'dnf groupinstall -y x', 'DL3038'],
    ['dnf group install x', 'dnf group install -y x', 'DL3038'],
    ['microdnf install curl', 'microdnf install -y curl', 'DL3038'],
    ['zypper install curl', 'zypper --non-interactive install curl', 'DL3034'],
    ['zypper in curl', 'zypper --non-interactive in curl', 'DL3034'],
    ['bash -c "apt-get install curl"', 'bash -c "apt-get install -y curl"', 'DL3014'],
    ['sudo apt-get \\\n  install \\\n  curl', 'sudo apt-get \\\n  install -y \\\n  curl', 'DL3014'],
    ['<<EOF\napt-get install curl\nEOF', '<<EOF\napt-get install -y curl\nEOF', 'DL3014'],
  ])('%s becomes %s', (run, fixed, alias) => {
    expect(problemsOf(assumeYes, inRun(run)).map((problem) => problem.alias)).toEqual([alias]);
    expect(fixedBy(assumeYes, inRun(run))).toBe(inRun(fixed));
  });

  test.each([
    'apt-get install -y curl',
    'apt-get -y install curl',
    'apt-get install --yes curl',
    'apt-get install --assume-yes curl',
    'apt-get -qq install curl',
    'apt-get -q -q install curl',
    'apt-get --quiet --quiet install curl',
    'apt-get -q=2 install curl',
    'apt-get install -fy',
    'apt-get -o APT::Get::Assume-Yes=true install curl',
    'apt-get $APT_OPTS install curl',
    'apt-get install $APT_OPTS curl',
    'yes | apt-get install curl',
    'apt-get update',
    'apt-get clean',
    'yum install -y curl',
    'yum --assumeyes install curl',
    'yum clean all',
    'dnf -y group install x',
    'zypper -n install curl',
    'zypper --non-interactive in curl',
    'zypper in -y curl',
    'zypper in --no-confirm curl',
    'zypper refresh',
    'apk add curl',
    'echo apt-get install curl',
    'echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes && apt-get install curl',
    '<<EOF\ncat > /etc/apt/apt.conf.d/90yes <<INNER\nAPT::Get::Assume-Yes "true";\nINNER\napt-get install curl\nEOF',
  ])('%s is fine', (run) => {
    expect(problemsOf(assumeYes, inRun(run))).toEqual([]);
  });

  test('a comment about the setting is none', () => {
    expect(problemsOf(assumeYes, `# Assume-Yes "true"\n${inRun('apt-get install curl')}`)).toHaveLength(1);
  });

  test('stands at the sub-command, in stages that do not ship, too', () => {
    const text = 'FROM base AS unused\nRUN apt-get update && \\\n    apt-get  install curl\nFROM base\n';
    expect(problemsOf(assumeYes, text)).toMatchObject([
      {
        line: 3,
        column: 14,
        endLine: 3,
        endColumn: 21,
        message: 'apt-get install asks before it goes on: -y is missing',
      },
    ]);
  });

  test.each(['["sh", "-c", "apt-get install curl"]', '["apt-get", "install", "curl"]'])('%s has no fix', (run) => {
    expect(problemsOf(assumeYes, inRun(run))).toMatchObject([{ alias: 'DL3014' }]);
    expect(fixedBy(assumeYes, inRun(run), { unsafe: true })).toBe(inRun(run));
  });
});

describe('no-install-recommends', () => {
  test.each([
    ['apt-get install -y curl', 'apt-get install --no-install-recommends -y curl'],
    ['apt-get -y install curl', 'apt-get -y install --no-install-recommends curl'],
    ['cat x | xargs apt-get install -y', 'cat x | xargs apt-get install --no-install-recommends -y'],
  ])('%s becomes %s, for those who ask', (run, fixed) => {
    expect(covered(noInstallRecommends, inRun(run))).toEqual(['install']);
    expect(fixedBy(noInstallRecommends, inRun(run))).toBe(inRun(run));
    expect(fixedBy(noInstallRecommends, inRun(run), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'apt-get install --no-install-recommends curl',
    'apt-get --no-install-recommends install curl',
    'apt-get -o APT::Install-Recommends=false install curl',
    'apt-get install -oAPT::Install-Recommends=0 curl',
    'apt-get install --install-recommends curl',
    'aptitude -R install curl',
    'apt-get install -f -y',
    'apt-get upgrade',
    'echo \'APT::Install-Recommends "false";\' > /etc/apt/apt.conf.d/99x && apt-get install curl',
  ])('%s is fine', (run) => {
    expect(problemsOf(noInstallRecommends, inRun(run))).toEqual([]);
  });

  test('only layers of the final image count, not stages that files are copied from', () => {
    const text = [
      'FROM base AS build',
      'RUN apt-get install -y gcc',
      'FROM base AS parent',
      'RUN apt-get install -y libc',
      'FROM parent',
      'COPY --from=build /app /app',
    ].join('\n');
    expect(problemsOf(noInstallRecommends, text)).toMatchObject([{ line: 4, column: 13, endColumn: 20 }]);
  });
});

describe('no-lone-update', () => {
  test.each([
    ['apt-get update', 'update'],
    ['apt-get -qq update && rm -rf /var/lib/apt/lists/*', 'update'],
    ['apt-get install -y curl && apt-get update', 'update'],
    ['apt-get update && apk add curl', 'update'],
    ['apt-get update && apt-get remove -y curl', 'update'],
    ['apk update', 'update'],
    ['dnf makecache', 'makecache'],
    ['zypper refresh', 'refresh'],
    ['yum -y update', 'update'],
  ])('%s', (run, word) => {
    expect(covered(noLoneUpdate, inRun(run))).toEqual([word]);
  });

  test.each([
    'apt-get update && apt-get install -y curl',
    'apt-get update; apt-get install -y curl',
    'apt-get update && apt-get upgrade -y',
    'apt update && apt-get install -y curl',
    'apt-get update && apt-get build-dep -y x',
    'apt-get update && ./install.sh',
    'apt-get update && /tmp/setup',
    'apt-get update && npx playwright install-deps',
    'apt-get update && curl -fsS https://example.com | bash',
    'apt-get update && $INSTALL curl',
    'apk update && apk add curl',
    'yum -y update && yum -y install curl',
    'yum -y update openssl',
    'dnf -y upgrade',
    '--mount=type=cache,target=/var/lib/apt apt-get update',
    'echo apt-get update',
  ])('%s is fine', (run) => {
    expect(problemsOf(noLoneUpdate, inRun(run))).toEqual([]);
  });

  test('an upgrade is softer than lists that nobody reads', () => {
    expect(problemsOf(noLoneUpdate, inRun('yum -y update')).map(({ message }) => message)).toEqual([
      'yum update upgrades whatever is newer on the day of the build, and no install follows in its RUN',
    ]);
  });

  test('joins the update with the install behind it', () => {
    const text = 'FROM base\n# lists\nRUN apt-get update\n\nRUN apt-get install -y curl && \\\n  true\n';
    const fixed = 'FROM base\n# lists\nRUN apt-get update && apt-get install -y curl && \\\n  true\n';
    expect(fixedBy(noLoneUpdate, text)).toBe(text);
    expect(fixedBy(noLoneUpdate, text, { unsafe: true })).toBe(fixed);
  });

  test('keeps comments between the two', () => {
    const text = 'FROM base\r\nRUN apt-get update\r\n# tools\r\nRUN apt-get install -y curl\r\n';
    const fixed = 'FROM base\r\n# tools\r\nRUN apt-get update && apt-get install -y curl\r\n';
    expect(fixedBy(noLoneUpdate, text, { unsafe: true })).toBe(fixed);
  });

  test.each([
    'RUN apt-get update\nRUN --network=host apt-get install -y curl\n',
    'RUN apt-get update\nRUN set -e; apt-get install -y curl\n',
    'RUN apt-get update\nENV A=b\nRUN apt-get install -y curl\n',
    'RUN apt-get update && echo done\nRUN apt-get install -y curl\n',
    'ONBUILD RUN apt-get update\nRUN apt-get install -y curl\n',
  ])('joins nothing else: %s', (text) => {
    expect(fixedBy(noLoneUpdate, `FROM base\n${text}`, { unsafe: true })).toBe(`FROM base\n${text}`);
  });
});
