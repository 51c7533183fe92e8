import { describe, expect, test } from '@jest/globals';
import { disallowSshPort } from '../../../src/rules/dockerfile/runtime/disallow-ssh-port.ts';
import { exposeFormat } from '../../../src/rules/dockerfile/runtime/expose-format.ts';
import { numericUser } from '../../../src/rules/dockerfile/runtime/numeric-user.ts';
import { requireHealthcheck } from '../../../src/rules/dockerfile/runtime/require-healthcheck.ts';
import { requireUser } from '../../../src/rules/dockerfile/runtime/require-user.ts';
import { baseOf } from '../../support/build-context.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { aliases, found, messages, safeties, softened } from './found.ts';

describe('require-user', () => {
  test.each([
    ['no USER', 'FROM a:1\nCMD ["x"]', ['1:6-1:9 a:1']],
    ['FROM scratch', 'FROM scratch\nCMD ["x"]', ['1:6-1:13 scratch']],
    ['root', 'FROM a\nUSER root', ['2:6-2:10 root']],
    ['0 with a group', 'FROM a\nUSER 0:1000', ['2:6-2:7 0']],
    ['root at last', 'FROM a\nUSER app\nUSER root:root', ['3:6-3:10 root']],
    ['a variable', 'FROM a\nARG U=root\nUSER ${U}', ['3:6-3:10 ${U}']],
    ['ENV', 'FROM a\nENV U=0\nUSER $U:$U', ['3:6-3:11 $U:$U']],
    ['of the stage beneath', 'FROM a AS x\nUSER root\nFROM x\nCMD ["x"]', ['2:6-2:10 root']],
    ['a user with the number 0', 'FROM a\nRUN useradd -o -u 0 boss\nUSER boss', ['3:6-3:10 boss']],
    ['of Windows', 'FROM a\nUSER ContainerAdministrator', ['2:6-2:28 ContainerAdministrator']],
    ['only ONBUILD USER', 'FROM a\nONBUILD USER app', ['1:6-1:7 a']],
    ['a name', 'FROM a\nUSER root\nUSER app', []],
    ['a number', 'FROM a\nUSER 1000:0', []],
    ['a name that begins like root', 'FROM a\nUSER rootless', []],
    ['an unknown variable', 'FROM a\nARG U\nUSER $U', []],
    ['root in another stage', 'FROM a\nUSER root\nFROM b\nUSER 1', []],
    ['of the stage beneath, another', 'FROM a AS x\nUSER 1\nFROM x', []],
    ['distroless', 'FROM gcr.io/distroless/static-debian12:nonroot\nCMD ["x"]', []],
    ['Windows without USER', 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nCMD x', []],
    ['a fragment', 'RUN make', []],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(found(requireUser, text)).toEqual(expected);
  });

  test.each([
    ['', 'runs as root'],
    ['root', 'runs as root'],
    ['0:0', 'runs as root'],
    ['1000', undefined],
    ['app:app', undefined],
  ])('a base image with the user "%s"', (user, expected) => {
    const [message] = messages(requireUser, 'FROM a\nCMD ["x"]', { inputs: baseOf({ user }) });
    if (expected === undefined) expect(message).toBeUndefined();
    else expect(message).toContain(expected);
  });

  test('an image from scratch that starts nothing matters less', () => {
    expect(softened(requireUser, 'FROM scratch\nCOPY a /')).toEqual(['info']);
    expect(softened(requireUser, 'FROM scratch AS x\nENTRYPOINT ["/a"]\nFROM x')).toEqual([undefined]);
    expect(softened(requireUser, 'FROM a\nCOPY a /')).toEqual([undefined]);
  });

  test('there is no fix on Windows', () => {
    expect(safeties(requireUser, '# escape=`\nFROM a\nUSER ContainerAdministrator')).toEqual([undefined]);
  });

  test('a user given on the command line', () => {
    const run = { inputs: { buildArgs: new Map([['U', '1000']]) } };
    expect(found(requireUser, 'FROM a\nARG U=root\nUSER $U', run)).toEqual([]);
  });

  test.each([
    ['in front of CMD', 'FROM a\nRUN x\n# start\nCMD x\n', 'FROM a\nRUN x\nUSER 65532:65532\n# start\nCMD x\n'],
    ['in front of both', 'FROM a\nENTRYPOINT x\nCMD y', 'FROM a\nUSER 65532:65532\nENTRYPOINT x\nCMD y'],
    ['behind what works', 'FROM a\nCMD y\nRUN x', 'FROM a\nCMD y\nRUN x\nUSER 65532:65532'],
    ['with CRLF', 'FROM a\r\nCMD y\r\n', 'FROM a\r\nUSER 65532:65532\r\nCMD y\r\n'],
    ['in place of root', 'FROM a\nRUN x\nUSER root\nCMD y', 'FROM a\nRUN x\nUSER 65532:65532\nCMD y'],
    ['behind a root that works', 'FROM a\nUSER 0\nRUN x\nCMD y', 'FROM a\nUSER 0\nRUN x\nUSER 65532:65532\nCMD y'],
    [
      'behind an inherited root',
      'FROM a AS b\nUSER 0\nFROM b\nCMD y',
      'FROM a AS b\nUSER 0\nFROM b\nUSER 65532:65532\nCMD y',
    ],
    ['behind FROM', 'FROM a\n', 'FROM a\nUSER 65532:65532\n'],
  ])('the unsafe fix: %s', (_, text, expected) => {
    expect(fixedBy(requireUser, text, { unsafe: true })).toBe(expected);
    expect(fixedBy(requireUser, text)).toBe(text);
    if (expected !== text) expect(found(requireUser, expected)).toEqual([]);
  });
});

describe('numeric-user', () => {
  test.each([
    ['a name', 'FROM a\nUSER app', ['2:6-2:9 app'], [undefined]],
    ['with a group', 'FROM a\nUSER app:staff', ['2:6-2:9 app'], [undefined]],
    ['a variable', 'FROM a\nARG U=app\nUSER $U', ['3:6-3:8 $U'], [undefined]],
    ['made here', 'FROM a\nRUN useradd -u 1000 app\nUSER app:staff', ['3:6-3:9 app'], ['safe']],
    ['made beneath', 'FROM a AS x\nRUN adduser -D -u 1000 app\nFROM x\nUSER app', ['4:6-4:9 app'], ['safe']],
    ['made perhaps', 'FROM a\nRUN test -x y || useradd -u 1000 app\nUSER app', ['3:6-3:9 app'], [undefined]],
    ['a number twice', 'FROM a\nRUN useradd -u 9 a; useradd -o -u 9 b\nUSER a', ['3:6-3:7 a'], ['unsafe']],
    ['a variable for one made here', 'FROM a\nENV U=b\nRUN useradd -u 9 b\nUSER $U', ['4:6-4:8 $U'], [undefined]],
    ['a number', 'FROM a\nUSER app\nUSER 1000:staff', [], []],
    ['root', 'FROM a\nUSER root', [], []],
    ['an unknown variable', 'FROM a\nARG U\nUSER $U', [], []],
    ['in another stage', 'FROM a\nUSER app\nFROM b', [], []],
    ['on Windows', '# escape=`\nFROM a\nUSER ContainerUser', [], []],
  ])('%s', (_, text, expected, fixes) => {
    expect(found(numericUser, text)).toEqual(expected);
    expect(safeties(numericUser, text)).toEqual(fixes);
  });

  test('the fix keeps the group', () => {
    const text = 'FROM a\nRUN useradd -u 1000 app\nUSER app:staff\n';
    expect(fixedBy(numericUser, text)).toBe('FROM a\nRUN useradd -u 1000 app\nUSER 1000:staff\n');
  });

  test('the name of a base image', () => {
    const run = { inputs: baseOf({ user: 'node:node' }) };
    expect(found(numericUser, 'FROM node:22\nCMD ["x"]', run)).toEqual(['1:6-1:13 node:22']);
    expect(found(numericUser, 'FROM node:22\nUSER 1000', run)).toEqual([]);
  });
});

describe('require-healthcheck', () => {
  test.each([
    ['none', 'FROM a\nCMD x', ['1:6-1:7 a']],
    ['in another stage', 'FROM a\nHEALTHCHECK CMD x\nFROM b', ['3:6-3:7 b']],
    ['behind ONBUILD', 'FROM a\nONBUILD HEALTHCHECK CMD x', ['1:6-1:7 a']],
    ['its own', 'FROM a\nHEALTHCHECK CMD x', []],
    ['NONE', 'FROM a\nHEALTHCHECK NONE', []],
    ['of the stage beneath', 'FROM a AS x\nHEALTHCHECK CMD x\nFROM x', []],
    ['a fragment', 'CMD x', []],
  ])('%s', (_, text, expected) => {
    expect(found(requireHealthcheck, text)).toEqual(expected);
  });

  test('of the base image', () => {
    expect(found(requireHealthcheck, 'FROM a', { inputs: baseOf({ hasHealthcheck: true }) })).toEqual([]);
    expect(found(requireHealthcheck, 'FROM a', { inputs: baseOf({ hasHealthcheck: false }) })).toHaveLength(1);
  });
});

describe('expose-format', () => {
  test.each([
    ['too high', '65536', 'DL3011 DS-0008', undefined, undefined],
    ['a range that ends too high', '80-70000', 'DL3011 DS-0008', undefined, undefined],
    ['a range the wrong way round', '90-80', '', undefined, undefined],
    ['no number', 'http', '', undefined, undefined],
    ['no port', '/tcp', '', undefined, undefined],
    ['no protocol that there is', '80/http', '', undefined, undefined],
    ['in capitals', '80/TCP', 'ExposeProtoCasing', 'style', '80/tcp'],
    ['a port of the host', '80:8080', 'ExposeInvalidFormat', 'warning', '8080'],
    ['an address', '127.0.0.1:80:8080', 'ExposeInvalidFormat', 'warning', '8080'],
    ['an address of IPv6', '[::1]::8080', 'ExposeInvalidFormat', 'warning', '8080'],
    ['a range of the host to choose from', '80-90:8080', 'ExposeInvalidFormat', 'warning', '8080'],
    ['no address', '1.2.3:80:8080', 'ExposeInvalidFormat', undefined, undefined],
    ['no port of the host', 'web:8080', 'ExposeInvalidFormat', undefined, undefined],
    ['ranges of two lengths', '80-82:90-91', 'ExposeInvalidFormat', undefined, undefined],
    ['a protocol of the host', '80/tcp:90', 'ExposeInvalidFormat', undefined, undefined],
  ])('%s', (_, word, alias, atMost, instead) => {
    const text = `FROM a\nEXPOSE 1 ${word} 2\n`;
    expect(found(exposeFormat, text)).toEqual([`2:10-2:${10 + word.length} ${word}`]);
    expect(aliases(exposeFormat, text)).toEqual([alias]);
    expect(softened(exposeFormat, text)).toEqual([atMost]);
    expect(fixedBy(exposeFormat, text)).toBe(instead === undefined ? text : `FROM a\nEXPOSE 1 ${instead} 2\n`);
  });

  test.each([
    ['good words', 'EXPOSE 80 443/tcp 53/udp 9/sctp 1-65535', []],
    ['nothing in front of a colon, and a sign', 'EXPOSE :80 ::80 +80', []],
    ['two flaws of one word', 'EXPOSE 80:80/TCP', ['2:8-2:17 80:80/TCP', '2:8-2:17 80:80/TCP']],
    ['an unknown variable', 'ARG P\nEXPOSE $P', []],
    ['a known variable', 'ARG P=99999\nEXPOSE $P/tcp', ['3:8-3:14 $P/tcp']],
    ['a variable of several words', 'ENV P="80 99999"\nEXPOSE $P', ['3:8-3:10 $P']],
    ['behind ONBUILD', 'ONBUILD EXPOSE 99999', ['2:16-2:21 99999']],
    ['over lines', 'EXPOSE 80 \\\n  # web\n  99999', ['4:3-4:8 99999']],
  ])('%s', (_, lines, expected) => {
    expect(found(exposeFormat, `FROM a\n${lines}`)).toEqual(expected);
  });
});

describe('disallow-ssh-port', () => {
  test.each([
    ['22', 'FROM a\nEXPOSE 80 22', ['2:11-2:13 22']],
    ['with a protocol', 'FROM a\nEXPOSE 22/TCP', ['2:8-2:14 22/TCP']],
    ['in a range', 'FROM a\nEXPOSE 20-30', ['2:8-2:13 20-30']],
    ['a variable', 'FROM a\nENV P=22\nEXPOSE $P', ['3:8-3:10 $P']],
    ['of the stage beneath', 'FROM a AS x\nEXPOSE 22\nFROM x', ['2:8-2:10 22']],
    ['of another stage', 'FROM a\nEXPOSE 22\nFROM b', []],
    ['UDP', 'FROM a\nEXPOSE 22/udp', []],
    ['others', 'FROM a\nEXPOSE 2222 220 122 x', []],
  ])('%s', (_, text, expected) => {
    expect(found(disallowSshPort, text)).toEqual(expected);
  });

  test('other ports, and what the base image exposes', () => {
    const options = { ports: [2222] };
    expect(found(disallowSshPort, 'FROM a\nEXPOSE 22 2222', { options })).toEqual(['2:11-2:15 2222']);
    expect(found(disallowSshPort, 'FROM a', { inputs: baseOf({ exposedPorts: ['80/tcp', '22/tcp'] }) })).toEqual([
      '1:6-1:7 a',
    ]);
  });
});
