// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { command, shownCommand } from './shown-commands.ts';

describe('the program of a command', () => {
  test.each<[string, string]>([
    ['apt-get update', 'apt-get update'],
    ['/usr/bin/apt-get update', 'apt-get update'],
    ['./configure --prefix=/usr', 'configure --prefix=/usr'],
    ['"apt-get" update', 'apt-get update'],
    ['\\rm x', 'rm x'],
    ['[ -f x ]', '[ -f x ]'],
    ['test ! -e x', 'test ! -e x'],
    ['"$VENV"/bin/pip install x', 'pip install x'],
    ['"$VENV/bin/pip" install x', 'pip install x'],
    ['~/bin/pip x', 'pip x'],
    ['${X}/pip3.11 x', 'pip3.11 x'],
  ])('%s', (text, expected) => {
    expect(shownCommand(command(text))).toBe(expected);
  });

  test.each([
    '$X a',
    '"$X" a',
    '$(which a) b',
    '`which /bin/a` b',
    '${X:-/bin/pip} a',
    'p$X a',
    '/bin/p* a',
    '{a,/b} c',
  ])('is not certain: %s', (text) => {
    const { program, programWord, args } = command(text);
    expect([program, args.length]).toEqual(['', 1]);
    expect(text.startsWith(programWord?.raw ?? 'none')).toBe(true);
  });
});

describe('wrappers are looked through', () => {
  test.each<[string, string, readonly string[]]>([
    ['sudo a -x', 'a -x', ['sudo']],
    ['sudo -u root -E a', 'a', ['sudo']],
    ['sudo -uroot a', 'a', ['sudo']],
    ['sudo -nu root a', 'a', ['sudo']],
    ['sudo --user root a', 'a', ['sudo']],
    ['sudo --user=root -H A=1 B=$x a', 'a', ['sudo']],
    ['sudo -- a', 'a', ['sudo']],
    ['sudo -u "$USER" a', 'a', ['sudo']],
    ['/usr/bin/sudo a', 'a', ['sudo']],
    ['doas -u root a', 'a', ['doas']],
    ['env a', 'a', ['env']],
    ['env -i A=1 -', '-', ['env']],
    ['env - A=1 a', 'a', ['env']],
    ['env -u X --unset Y -C /x A=1 "B=2" a b', 'a b', ['env']],
    ['exec a', 'a', ['exec']],
    ['exec -a name b', 'b', ['exec']],
    ['command -p a', 'a', ['command']],
    ['builtin cd /x', 'cd /x', ['builtin']],
    ['nohup a', 'a', ['nohup']],
    ['setsid -f a', 'a', ['setsid']],
    ['/usr/bin/time -f %e -o x a', 'a', ['time']],
    ['nice a', 'a', ['nice']],
    ['nice -n 5 a', 'a', ['nice']],
    ['nice -n5 a', 'a', ['nice']],
    ['nice -10 a', 'a', ['nice']],
    ['nice --adjustment 5 a', 'a', ['nice']],
    ['ionice -c 3 -n7 a', 'a', ['ionice']],
    ['timeout 5 a', 'a', ['timeout']],
    ['timeout -k 5 -s KILL 10m a b', 'a b', ['timeout']],
    ['timeout --kill-after=5 --foreground 10 a', 'a', ['timeout']],
    ['stdbuf -oL -e 0 a', 'a', ['stdbuf']],
    ['xargs a b', 'a b', ['xargs']],
    ['xargs -0 -r -n 1 -P4 -I {} a {}', 'a {}', ['xargs']],
    ['xargs -rn1 a', 'a', ['xargs']],
    ['xargs -n1 -I% --max-procs 4 a %', 'a %', ['xargs']],
    ['busybox wget x', 'wget x', ['busybox']],
    ['gosu app:app a b', 'a b', ['gosu']],
    ['su-exec app a', 'a', ['su-exec']],
    ['chroot /mnt a', 'a', ['chroot']],
    ['chroot --userspec=a:b /mnt a', 'a', ['chroot']],
    [
      'sudo -u x env A=1 nice -n 5 timeout 5 xargs -n 1 /bin/rm -rf',
      'rm -rf',
      ['sudo', 'env', 'nice', 'timeout', 'xargs'],
    ],
    ['exec "$@"', '?', ['exec']],
    ['sudo $X a', '? a', ['sudo']],
  ])('%s', (text, expected, wrappers) => {
    const found = command(text);
    expect([shownCommand(found), found.wrappers]).toEqual([expected, wrappers]);
    expect(text.endsWith(found.args.at(-1)?.raw ?? found.programWord?.raw ?? 'none')).toBe(true);
  });

  test.each([
    'sudo -l',
    'sudo --list x',
    'sudo A=1',
    'env',
    'env -S "a b"',
    'exec',
    'command -v a',
    'command -V a',
    'nohup',
    'xargs -n 1',
    'timeout 5',
    'gosu app',
    'gosu --version',
    'busybox --install -s /bin',
    'chroot /mnt',
    'ionice -p 12 13',
    'xargs -I',
  ])('unless they run nothing: %s', (text) => {
    const found = command(text);
    expect([found.program, found.wrappers]).toEqual([text.split(' ')[0], []]);
    expect(found.words).toHaveLength(found.args.length + 1);
  });

  test('and are among the words', () => {
    expect(command('sudo -u x env A=1 a b').words.map(({ raw }) => raw)).toEqual('sudo -u x env A=1 a b'.split(' '));
  });
});
