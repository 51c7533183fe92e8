import { describe, expect, test } from '@jest/globals';
import { buildOf, NO_INPUTS } from '../../../src/builds/build.ts';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { noPasswordSetting } from '../../../src/rules/dockerfile/commands/no-password-setting.ts';
import { noSetuid } from '../../../src/rules/dockerfile/commands/no-setuid.ts';
import { noSudo } from '../../../src/rules/dockerfile/commands/no-sudo.ts';
import { noWorldWritable } from '../../../src/rules/dockerfile/commands/no-world-writable.ts';
import { useraddNoLogInit } from '../../../src/rules/dockerfile/commands/useradd-no-log-init.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { found, messages } from './found.ts';

const inRun = (script: string): string => `FROM a\nRUN ${script}\n`;

describe('no-sudo', () => {
  test.each([
    ['in front', 'sudo make', ['2:5-2:9 sudo'], 'make'],
    ['by its path', '/usr/bin/sudo make', ['2:5-2:18 /usr/bin/sudo'], 'make'],
    ['doas', 'a && doas make', ['2:10-2:14 doas'], 'a && make'],
    ['options that do not matter', 'sudo -EH -n make', ['2:5-2:9 sudo'], 'make'],
    ['variables', 'sudo A=1 make', ['2:5-2:9 sudo'], 'A=1 make'],
    ['another user: no fix', 'sudo -u app make', ['2:5-2:9 sudo'], undefined],
    ['behind another wrapper: no fix', 'env A=1 sudo make', ['2:13-2:17 sudo'], undefined],
    ['over lines: no fix', 'sudo \\\n  make', ['2:5-2:9 sudo'], undefined],
    ['in a pipe', 'curl x | sudo -E bash -', ['2:14-2:18 sudo'], 'curl x | bash -'],
    ['in a text', 'sh -c "sudo make"', ['2:12-2:16 sudo'], 'sh -c "make"'],
    ['without a command', 'sudo -v', ['2:5-2:9 sudo'], undefined],
    ['as JSON', '["sudo", "make"]', ['2:6-2:12 "sudo"'], undefined],
    ['in a heredoc', '<<EOF\n  sudo make\nEOF', ['3:3-3:7 sudo'], '<<EOF\n  make\nEOF'],
  ])('%s', (_, script, expected, fixed = script) => {
    expect(found(noSudo, inRun(script))).toEqual(expected);
    expect(fixedBy(noSudo, inRun(script))).toBe(inRun(script));
    expect(fixedBy(noSudo, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'apt-get install -y sudo',
    'echo "sudo make" # sudo',
    'command -v sudo',
    "echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app",
    'usermod -aG sudo app',
  ])('%s is fine', (script) => {
    expect(found(noSudo, inRun(script))).toEqual([]);
  });

  test('counts in every stage and in ONBUILD', () => {
    expect(found(noSudo, 'FROM a AS b\r\nRUN sudo x\r\nFROM c\r\nONBUILD RUN sudo y\r\n')).toEqual([
      '2:5-2:9 sudo',
      '4:13-4:17 sudo',
    ]);
  });
});

describe('no-password-setting', () => {
  test.each([
    ['chpasswd', 'echo "root:x" | chpasswd', ['2:21-2:29 chpasswd'], ['CKV2_DOCKER_17']],
    ['chpasswd from a file', 'chpasswd -e < /x', ['2:5-2:13 chpasswd'], ['CKV2_DOCKER_17']],
    ['passwd on a pipe', "printf 'x\\nx' | passwd root", ['2:21-2:27 passwd'], ['CKV2_DOCKER_17']],
    ['passwd -d', 'passwd -d root', ['2:12-2:14 -d'], ['DKL-LI-0001']],
    ['an empty password', "usermod -p '' app", ['2:13-2:15 -p'], ['DKL-LI-0001']],
    ['a password', 'useradd -m -p s3cret app', ['2:16-2:18 -p'], ['CKV2_DOCKER_17']],
    ['a password in the same word', 'useradd -ps3cret app', ['2:5-2:12 useradd'], ['CKV2_DOCKER_17']],
    ['a variable', 'useradd -p "$PASS" app', ['2:13-2:15 -p'], ['CKV2_DOCKER_17']],
    ['another root', 'useradd -o -u 0 app', ['2:13-2:15 -o'], ['DKL-LI-0002']],
    ['the number of another', 'useradd -u 9 a && useradd -ou 9 b', ['2:31-2:34 -ou'], ['DKL-LI-0002']],
    ['behind sudo', 'echo a:b | sudo /usr/sbin/chpasswd', ['2:21-2:39 /usr/sbin/chpasswd'], ['CKV2_DOCKER_17']],
  ])('%s', (_, script, expected, names) => {
    const problems = problemsOf(noPasswordSetting, inRun(script));
    expect(found(noPasswordSetting, inRun(script))).toEqual(expected);
    expect(problems.map(({ alias, atMost }) => [alias, atMost])).toEqual(names.map((name) => [name, undefined]));
    expect(problems[0]?.message).not.toContain('s3cret');
  });

  test.each([
    'passwd -l root',
    'passwd --status root',
    "useradd -p '!' app",
    "usermod -p '*' app",
    'useradd -m -u 1000 app',
    'apt-get install -y passwd',
    'adduser --disabled-password --gecos "" app',
    'echo "root:x | chpasswd"',
  ])('%s is fine', (script) => {
    expect(found(noPasswordSetting, inRun(script))).toEqual([]);
  });

  test('a number that nobody else is known to have is less bad', () => {
    expect(problemsOf(noPasswordSetting, inRun('useradd -o -u 1000 app'))).toMatchObject([{ atMost: 'info' }]);
  });

  test.each([
    ['echo "root:s3cret" | chpasswd', '"root:s3cret"'],
    ["chpasswd <<< 'root:s3cret'", "'root:s3cret'"],
    ['useradd -p s3cret app', 's3cret'],
    ['useradd -ps3cret app', '-ps3cret'],
  ])('%s: no report shows the password', (script, expected) => {
    const text = inRun(script);
    const secrets: string[] = [];
    noPasswordSetting.compile({})(buildOf(parseDockerfile(text), NO_INPUTS), (problem) => {
      for (const { start, end } of problem.secrets ?? []) secrets.push(text.slice(start, end));
    });
    expect(secrets).toEqual([expected]);
  });

  test('stages that reach the image count, others do not', () => {
    const text = 'FROM a AS b\nRUN passwd -d root\nFROM c AS d\nRUN passwd -d app\nFROM e\nCOPY --from=d /x /x\n';
    expect(found(noPasswordSetting, text)).toEqual(['4:12-4:14 -d']);
  });
});

describe('no-setuid', () => {
  test.each([
    ['both bits', 'chmod 6755 /x', ['2:11-2:15 6755'], [undefined], 'chmod 755 /x'],
    ['setuid', 'chmod -R 04755 /x', ['2:14-2:19 04755'], [undefined], 'chmod -R 755 /x'],
    ['setgid is mostly for folders', 'chmod 2755 /x', ['2:11-2:15 2755'], ['info'], 'chmod 755 /x'],
    ['letters', 'chmod u+s,g-w /x', ['2:11-2:18 u+s,g-w'], [undefined], undefined],
    ['for whom it may concern', 'chmod +s /x', ['2:11-2:13 +s'], [undefined], undefined],
    ['install', 'install -o root -m 4755 a /x', ['2:24-2:28 4755'], [undefined], 'install -o root -m 755 a /x'],
    ['install, joined', 'install -Dm4755 a /x', ['2:16-2:20 4755'], [undefined], 'install -Dm755 a /x'],
    ['in quotes: no fix', "chmod '4755' /x", ["2:11-2:17 '4755'"], [undefined], undefined],
  ])('%s', (_, script, expected, severities, fixed = script) => {
    expect(found(noSetuid, inRun(script))).toEqual(expected);
    expect(problemsOf(noSetuid, inRun(script)).map(({ atMost }) => atMost)).toEqual(severities);
    expect(fixedBy(noSetuid, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'chmod 755 /x',
    'chmod u-s /x',
    'chmod -s /x',
    'chmod 1777 /tmp',
    'chmod u+s,u-s /x',
    'mkdir -p /x && chmod 2775 /x',
    'chmod g+s /var/lib/x/',
    'install -d -m 2775 /x',
    'mkdir -m 2775 /x',
    'chmod "$MODE" /x',
    'find / -perm -4000 -exec chmod a-s {} ;',
  ])('%s is fine', (script) => {
    expect(found(noSetuid, inRun(script))).toEqual([]);
  });

  test('COPY and ADD, with the value of a variable', () => {
    const text = 'FROM a\nARG M=4755\nCOPY --chmod=4755 x /x\nADD --chmod=$M x /x\nCOPY --chmod=755 x /x\n';
    expect(found(noSetuid, text)).toEqual(['3:14-3:18 4755', '4:13-4:15 $M']);
    expect(messages(noSetuid, text)[0]).toBe('COPY --chmod=4755 gives the setuid bit');
    expect(fixedBy(noSetuid, text, { unsafe: true })).toContain('COPY --chmod=755 x /x\nADD --chmod=$M');
  });

  test('not in stages that nothing is taken from', () => {
    expect(found(noSetuid, 'FROM a AS b\nRUN chmod u+s /x\nFROM c\n')).toEqual([]);
  });
});

describe('no-world-writable', () => {
  test.each([
    ['everything', 'chmod -R 777 /app', ['2:14-2:17 777'], 'chmod -R 775 /app'],
    ['four digits', 'chmod 0666 /f', ['2:11-2:15 0666'], 'chmod 664 /f'],
    ['setgid stays', 'chmod 2777 /d', ['2:11-2:15 2777'], 'chmod 2775 /d'],
    ['letters for others', 'chmod o+w /f', ['2:11-2:14 o+w'], undefined],
    ['letters for all', 'chmod a=rwx /f', ['2:11-2:16 a=rwx'], undefined],
    ['all three', 'chmod ugo+rwX /f', ['2:11-2:18 ugo+rwX'], undefined],
    ['/tmp', 'chmod 777 /tmp', ['2:11-2:14 777'], 'chmod 1777 /tmp'],
    ['mkdir', 'mkdir -p -m 777 /d', ['2:17-2:20 777'], 'mkdir -p -m 775 /d'],
    ['install', 'install --mode=666 a /f', ['2:20-2:23 666'], 'install --mode=664 a /f'],
    ['behind xargs', 'find /d | xargs chmod 777', ['2:27-2:30 777'], 'find /d | xargs chmod 775'],
  ])('%s', (_, script, expected, fixed = script) => {
    expect(found(noWorldWritable, inRun(script))).toEqual(expected);
    expect(fixedBy(noWorldWritable, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'chmod 1777 /tmp',
    'chmod 3777 /d',
    'chmod a+rwxt /d',
    'chmod 777 /d && chmod +t /d',
    'chmod +w /f',
    'chmod ug+rw /f',
    'chmod a+w,o-w /f',
    'chmod 775 /d',
    'chmod 666 /dev/fuse',
    'echo chmod 777 /x # chmod 777 /x',
    'chmod o= /f',
  ])('%s is fine', (script) => {
    expect(found(noWorldWritable, inRun(script))).toEqual([]);
  });

  test('COPY', () => {
    const text = 'FROM a\nCOPY --chmod=777 x /x\nCOPY --chmod=a+rw x /y\nCOPY --chmod=1777 x /z\n';
    expect(found(noWorldWritable, text)).toEqual(['2:14-2:17 777', '3:14-3:18 a+rw']);
    expect(messages(noWorldWritable, text)[0]).toBe('COPY --chmod=777 lets everybody write to /x');
  });
});

describe('useradd-no-log-init', () => {
  test.each([
    ['-u', 'useradd -u 100000 a', ['2:16-2:22 100000'], 'useradd -l -u 100000 a'],
    ['--uid', 'useradd --uid=2000000 a', ['2:13-2:26 --uid=2000000'], 'useradd -l --uid=2000000 a'],
    ['zeros do not count', 'useradd -u 0000099 a', [], undefined],
    ['five digits', 'useradd -u 65534 a', [], undefined],
    ['-l', 'useradd -l -u 100000 a', [], undefined],
    ['among others', 'useradd -lmu 100000 a', [], undefined],
    ['--no-log-init', 'useradd --no-log-init -u 100000 a', [], undefined],
    ['adduser of BusyBox', 'adduser -u 100000 a', [], undefined],
    ['a variable of nobody', 'useradd -u "$U" a', [], undefined],
    ['options of nobody knows what', 'useradd $USERADD_OPTS -u 100000 a', [], undefined],
  ])('%s', (_, script, expected, fixed = script) => {
    expect(found(useraddNoLogInit, inRun(script))).toEqual(expected);
    expect(fixedBy(useraddNoLogInit, inRun(script))).toBe(inRun(fixed));
  });

  test('the default of an ARG counts', () => {
    expect(found(useraddNoLogInit, 'FROM a\nARG U=1000000\nRUN useradd -u $U a\n')).toEqual(['3:16-3:18 $U']);
  });
});
