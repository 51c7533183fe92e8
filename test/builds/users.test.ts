import { describe, expect, test } from '@jest/globals';
import { built, given } from '../support/builds.ts';

/** Users of the last stage: `name uid:gid`, with `?` for what nobody knows. */
function users(text: string, inputs = {}): readonly string[] {
  const build = built(text, inputs);
  const stage = build.final;
  if (stage === undefined) return [];
  return [...build.users(stage).values()].map(({ name, uid, gid }) => `${name} ${uid ?? '?'}:${gid ?? '?'}`);
}

/** Users that one RUN makes. */
function made(command: string): readonly string[] {
  return users(`FROM a\nRUN ${command}`);
}

describe('users that commands make', () => {
  test.each<[string, readonly string[]]>([
    ['useradd -u 1000 app', ['app 1000:?']],
    ['useradd --uid=1000 app', ['app 1000:?']],
    ['useradd --uid 1000 --gid 2000 app', ['app 1000:2000']],
    ['useradd -m -s /bin/bash -u 1000 -g 100 -G sudo,docker -c "The App" -d /app app', ['app 1000:100']],
    ['useradd -lmu 1000 app', ['app 1000:?']],
    ['useradd -ou 0 toor', ['toor 0:?']],
    ['useradd -r app', ['app ?:?']],
    ['useradd -D -s /bin/sh', []],
    ['useradd -u 1000', []],
    ['useradd -u 1000 "$USER_NAME"', []],
    ['useradd -u 1000 "a b"', []],
    ['useradd -u $(id -u) app', ['app ?:?']],
    ['sudo useradd -u 1000 app', ['app 1000:?']],
    ['/usr/sbin/useradd -u 1000 app', ['app 1000:?']],
    ['groupadd -g 2000 staff && useradd -u 1000 -g staff app', ['app 1000:2000']],
    ['groupadd staff && useradd -u 1000 -g staff app', ['app 1000:?']],
    ['useradd -u 1000 -g "$GROUP" app', ['app 1000:?']],
    ['adduser --uid 1000 --disabled-password --gecos "" app', ['app 1000:?']],
    ['adduser app --uid 1000 --gid 2000', ['app 1000:2000']],
    ['adduser --system --group --uid 100 app', ['app 100:100']],
    ['adduser --system --group app', ['app ?:?']],
    ['addgroup --gid 2000 staff; adduser --uid 1000 --ingroup staff app', ['app 1000:2000']],
    ['addgroup -g 2000 staff && adduser -D -H -u 1000 -G staff -h /app -s /bin/sh app', ['app 1000:2000']],
    ['adduser -S -D -g "The App" -u 1000 app', ['app 1000:?']],
    ['adduser app sudo', []],
    ['addgroup app sudo', []],
    ['useradd -u 1000 app && usermod -u 2000 app', ['app 2000:?']],
    ['usermod -u 1000 www-data', ['www-data 1000:?']],
    ['usermod -aG docker www-data', []],
    ['useradd -u 1000 -g 100 app && usermod -aG docker app', ['app 1000:100']],
    ['useradd -u 1000 app && usermod -g 50 app', ['app 1000:50']],
    ['useradd -u 1000 app && usermod -u $NEW app', ['app ?:?']],
    ['useradd -u 1000 app && usermod -l web app', ['web 1000:?']],
    ['useradd -u 1000 app && usermod -l "$WEB" app', []],
    ['useradd -u 1000 app; if x; then usermod -l web app; fi', ['app ?:?', 'web ?:?']],
    ['usermod -u 5', []],
    ['useradd -u 1000 app && userdel -r app', []],
    ['useradd -u 1000 app && deluser --remove-home app', []],
    ['useradd -u 1000 app && deluser app sudo', ['app 1000:?']],
    ['useradd -u 1000 app; x || userdel app', ['app ?:?']],
    ['x || userdel app', []],
    ['userdel app; useradd -u 1000 app', ['app 1000:?']],
    ['groupadd -g 5 g && useradd -u 1 -g g app && groupmod -g 6 g', ['app 1:6']],
    ['groupadd -g 5 g && useradd -u 1 -g g app && groupmod -n h g', ['app 1:5']],
    ['groupadd -g 5 g && useradd -u 1 -g g app; x || groupmod -g 6 g', ['app 1:?']],
    ['groupadd -g 5 g && groupdel g && useradd -u 1 -g g app', ['app 1:?']],
    ['groupadd -g 5 g; x || delgroup g; useradd -u 1 -g g app', ['app 1:?']],
    ['groupadd -g 5 g; groupadd -g 6 g; useradd -u 1 -g g app', ['app 1:?']],
    ['id -u app || useradd -u 1000 app', ['app ?:?']],
    ['useradd -u 1000 app || true', ['app ?:?']],
    ['if x; then useradd -u 1000 app; fi', ['app ?:?']],
    ['for i in 1 2; do useradd -u 100$i app; done', ['app ?:?']],
    ['useradd -u 1 app; useradd -u 2 app', ['app ?:?']],
    ["echo 'app:x:1000:2000::/app:/bin/sh' >> /etc/passwd", ['app 1000:2000']],
    ['printf "a:x:1:2::/:\\nb:x:3:4::/:\\n" >> /etc/passwd', ['a 1:2', 'b 3:4']],
    ["useradd -u 1 x && echo 'app:x:1000:2000::/app:/bin/sh' > /etc/passwd", ['app 1000:2000']],
    ["useradd -u 1 app && echo 'app:x:1000:2000::/app:/bin/sh' >> /etc/passwd", ['app ?:?']],
    ["x || echo 'app:x:1000:2000::/app:/bin/sh' >> /etc/passwd", ['app ?:?']],
    ['echo "app:x:$X:1::/:" >> /etc/passwd', []],
    ["echo 'app:x:1000:2000::/app:/bin/sh' >> /etc/shadow", []],
    ['echo useradd -u 1000 app', []],
  ])('%s', (command, expected) => {
    expect(made(command)).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    ['by the default of an ARG', 'FROM a\nARG U=1000\nRUN useradd -u $U app', ['app 1000:?']],
    ['by an ENV, in quotes and braces', `FROM a\nENV U=1000 N=app\nRUN useradd -u "\${U}" "$N"`, ['app 1000:?']],
    ['with =', 'FROM a\nARG U=1000\nRUN useradd --uid=$U app', ['app 1000:?']],
    ['by an ARG without a value', 'FROM a\nARG U\nRUN useradd -u $U app', ['app ?:?']],
    ['in single quotes it is no variable', "FROM a\nARG U=1\nRUN useradd -u '$U' app", ['app ?:?']],
    ['where the script sets it itself', 'FROM a\nARG U=1\nRUN U=2; useradd -u $U app', ['app ?:?']],
    ['as a part of a word', 'FROM a\nARG U=1\nRUN useradd -u 10$U app', ['app ?:?']],
    ['in several RUNs', 'FROM a\nRUN groupadd -g 5 g\nRUN useradd -u 1 -g g app', ['app 1:5']],
    ['in the stage beneath', 'FROM a AS s\nRUN useradd -u 1 app\nFROM s', ['app 1:?']],
    [
      'and changed above it',
      'FROM a AS s\nRUN useradd -u 1 app\nFROM s\nRUN usermod -u 2 app && useradd -u 3 x',
      ['app 2:?', 'x 3:?'],
    ],
    ['in another stage', 'FROM a AS s\nRUN useradd -u 1 app\nFROM b', []],
    ['in an ONBUILD of the stage beneath', 'FROM a AS s\nONBUILD RUN useradd -u 1 app\nFROM s', ['app 1:?']],
    ['in an ONBUILD of its own', 'FROM a\nONBUILD RUN useradd -u 1 app', []],
    ['in a heredoc', 'FROM a\nRUN <<E\nset -e\nuseradd -u 1 app\nE', ['app 1:?']],
    ['by CMD', 'FROM a\nCMD useradd -u 1 app', []],
    [
      'and copied to scratch',
      'FROM a AS s\nRUN useradd -u 1 app\nFROM scratch\nCOPY --from=s /etc/passwd /etc/passwd',
      ['app 1:?'],
    ],
    [
      'and copied into the folder',
      'FROM a AS s\nRUN useradd -u 1 app\nFROM scratch\nCOPY --from=0 /etc/passwd /etc/group /etc/',
      ['app 1:?'],
    ],
    ['and copied over', 'FROM a\nRUN useradd -u 1 app\nCOPY passwd /etc/passwd', []],
    ['and copied over before', 'FROM a\nCOPY passwd /etc/passwd\nRUN useradd -u 1 app', ['app 1:?']],
    ['and another file is copied', 'FROM a\nRUN useradd -u 1 app\nCOPY hosts /etc/', ['app 1:?']],
    ['COPY --chown makes none', 'FROM a\nCOPY --chown=1000:1000 x y', []],
  ])('%s', (_, text, expected) => {
    expect(users(text)).toEqual(expected);
  });

  test('a build argument', () => {
    expect(users('FROM a\nARG U=1\nRUN useradd -u $U app', given({ U: '7' }))).toEqual(['app 7:?']);
  });

  test('the command that makes it', () => {
    const text = 'FROM a\nRUN x && \\\n  useradd -u 1 app && y\nRUN usermod -u 2 app';
    const build = built(text);
    const span = build.final && build.users(build.final).get('app')?.span;
    expect(span && text.slice(span.start, span.end)).toBe('useradd -u 1 app');
  });

  test('stages have their own', () => {
    const build = built('FROM a AS s\nRUN useradd -u 1 x\nFROM s\nRUN useradd -u 2 y\nFROM s');
    expect(build.stages.map((stage) => [...build.users(stage).keys()])).toEqual([['x'], ['x', 'y'], ['x']]);
  });

  test('256 users and groups are followed', () => {
    const lines = Array.from({ length: 300 }, (_, at) => `RUN groupadd -g ${at} g${at}; useradd -u ${at} u${at}`);
    const all = users(
      `FROM a\n${lines.join('\n')}\nRUN useradd -u 7 -g g299 u299; usermod -g g299 u1; usermod -g g2 u3`,
    );
    expect(all).toHaveLength(256);
    expect(all.slice(1, 4)).toEqual(['u1 1:?', 'u2 2:?', 'u3 3:2']);
  });
});
