import { describe, expect, test } from '@jest/globals';
import { imageFacts } from '../../src/builds/image-facts.ts';
import type { BuildInputs } from '../../src/model/build.ts';
import type { Fact, ImageEntries, ImageFacts } from '../../src/model/image-facts.ts';
import { built, given, knowing } from '../support/builds.ts';

function facts(text: string, inputs: Partial<BuildInputs> = {}): ImageFacts {
  const found = imageFacts(built(text, inputs));
  if (found === undefined) throw new Error('nothing is built');
  return found;
}

/** A value, or why there is none. */
function shown<T>(fact: Fact<T>): T | string {
  return fact.known ? fact.value : `? ${fact.why}`;
}

/** Values by name; those that are certain although not all is known behind the reason. */
function entries<T>(fact: Fact<ImageEntries<T>>): readonly unknown[] {
  const known = fact.known ? fact.value : fact.certain;
  const all = [...(known ?? [])].map(([key, { value }]) =>
    typeof value === 'object' ? key : `${key}=${value ?? '?'}`,
  );
  return fact.known ? all : [`? ${fact.why}`, ...all];
}

const UNKNOWN_BASE = 'it depends on the image "a"';

const BASE = knowing('a', {
  user: 'base',
  env: new Map([['LANG', 'C']]),
  exposedPorts: ['80/tcp', '53/udp'],
  volumes: ['/data'],
  workingDir: '/srv',
  entrypoint: ['/entry'],
  cmd: ['run'],
  labels: new Map([['l', '1']]),
  hasHealthcheck: false,
});

describe('what the configuration of the built image says', () => {
  test.each<[string, string, string | readonly string[], keyof ImageFacts]>([
    ['USER', 'FROM a\nUSER x\nUSER app:1', 'app:1', 'user'],
    ['USER with an ARG', 'FROM a\nARG u=7\nUSER $u', '7', 'user'],
    ['USER that nobody knows', 'FROM a\nARG u\nUSER $u', '? it depends on the variable u', 'user'],
    [
      'USER that must be given',
      `FROM a\nARG u\nUSER \${u:?no}`,
      '? it is written in a way that cannot be told',
      'user',
    ],
    ['USER of the stage beneath', 'FROM a AS s\nUSER x\nFROM s', 'x', 'user'],
    ['USER of the base', 'FROM a', `? ${UNKNOWN_BASE}`, 'user'],
    ['USER of scratch', 'FROM scratch', '', 'user'],
    [
      'USER of a base that a variable names',
      'ARG b\nFROM $b',
      '? it depends on an image that the variable b names',
      'user',
    ],
    ['USER of a fragment', 'EXPOSE 1', '? no FROM says what it is built on', 'user'],
    ['USER in an ONBUILD beneath', 'FROM a AS s\nONBUILD USER y\nUSER x\nFROM s', 'y', 'user'],
    ['WORKDIR', 'FROM a\nWORKDIR /a/../b/', '/b', 'workingDir'],
    ['WORKDIR below another', 'FROM a\nWORKDIR /a\nWORKDIR b\nWORKDIR ../c', '/a/c', 'workingDir'],
    ['WORKDIR below that of scratch', 'FROM scratch\nWORKDIR b', '/b', 'workingDir'],
    ['WORKDIR below one that nobody knows', 'FROM a\nWORKDIR b', `? ${UNKNOWN_BASE}`, 'workingDir'],
    [
      'WORKDIR with a variable',
      'FROM a\nARG d\nWORKDIR /$d\nWORKDIR x',
      '? it depends on the variable d',
      'workingDir',
    ],
    [
      'a WORKDIR that grows',
      `FROM scratch\n${'WORKDIR 0123456789\n'.repeat(1000)}`,
      '? its path is longer than paths can be',
      'workingDir',
    ],
    ['WORKDIR of the stage beneath', 'FROM a AS s\nWORKDIR /x\nFROM s\nWORKDIR y', '/x/y', 'workingDir'],
    ['CMD', 'FROM a\nCMD ["a", "b"]', ['a', 'b'], 'cmd'],
    ['CMD for a shell', 'FROM a\nCMD a $b', ['/bin/sh', '-c', 'a $b'], 'cmd'],
    ['CMD for the shell of SHELL', 'FROM a\nSHELL ["bash", "-ec"]\nCMD a', ['bash', '-ec', 'a'], 'cmd'],
    ['CMD of the base', 'FROM a', `? ${UNKNOWN_BASE}`, 'cmd'],
    ['CMD of scratch', 'FROM scratch', [], 'cmd'],
    ['an empty CMD', 'FROM a\nCMD []', [], 'cmd'],
    ['ENTRYPOINT takes an inherited CMD away', 'FROM a\nENTRYPOINT ["x"]', [], 'cmd'],
    ['also that of the stage beneath', 'FROM a AS s\nCMD ["y"]\nFROM s\nENTRYPOINT ["x"]', [], 'cmd'],
    ['but none of its own stage', 'FROM a\nCMD ["y"]\nENTRYPOINT ["x"]', ['y'], 'cmd'],
    ['CMD leaves ENTRYPOINT alone', 'FROM a AS s\nENTRYPOINT ["x"]\nFROM s\nCMD ["y"]', ['x'], 'entrypoint'],
    ['ENTRYPOINT for a shell', 'FROM a\nENTRYPOINT a b', ['/bin/sh', '-c', 'a b'], 'entrypoint'],
    ['STOPSIGNAL', 'FROM a\nSTOPSIGNAL SIGQUIT', 'SIGQUIT', 'stopSignal'],
    ['STOPSIGNAL of the base', 'FROM a', `? ${UNKNOWN_BASE}`, 'stopSignal'],
    ['STOPSIGNAL of scratch', 'FROM scratch', '', 'stopSignal'],
    [
      'HEALTHCHECK for a shell',
      'FROM a\nHEALTHCHECK CMD curl x || exit 1',
      ['CMD-SHELL', 'curl x || exit 1'],
      'healthcheck',
    ],
    ['HEALTHCHECK', 'FROM a\nHEALTHCHECK --interval=1s CMD ["x", "y"]', ['CMD', 'x', 'y'], 'healthcheck'],
    ['HEALTHCHECK NONE', 'FROM a\nHEALTHCHECK none', ['NONE'], 'healthcheck'],
    ['HEALTHCHECK of the base', 'FROM a', `? ${UNKNOWN_BASE}`, 'healthcheck'],
    ['HEALTHCHECK of scratch', 'FROM scratch', [], 'healthcheck'],
    ['ONBUILD', 'FROM a\nONBUILD  RUN x\nONBUILD USER y', ['RUN x', 'USER y'], 'onbuild'],
    ['ONBUILD of the stage beneath has run', 'FROM a AS s\nONBUILD RUN x\nFROM s', [], 'onbuild'],
    ['what is broken does not count', 'FROM a\nUSER x\nUSER\nSTOPSIGNAL', 'x', 'user'],
  ])('%s', (_, text, expected, field) => {
    expect(shown(facts(text)[field] as Fact<unknown>)).toEqual(expected);
  });

  test.each<[string, string, readonly string[], 'exposedPorts' | 'volumes' | 'env' | 'labels']>([
    ['EXPOSE', 'FROM scratch\nEXPOSE 80 53/UDP 80/tcp', ['80/tcp', '53/udp'], 'exposedPorts'],
    ['a range', 'FROM scratch\nEXPOSE 8000-8002/sctp', ['8000/sctp', '8001/sctp', '8002/sctp'], 'exposedPorts'],
    ['ports of the host', 'FROM scratch\nEXPOSE 127.0.0.1:8080:80 81:82', ['80/tcp', '82/tcp'], 'exposedPorts'],
    ['variables', 'FROM scratch\nARG p="1 2"\nEXPOSE $p', ['1/tcp', '2/tcp'], 'exposedPorts'],
    [
      'a variable that nobody knows',
      'FROM scratch\nARG p\nEXPOSE 1 $p',
      ['? it depends on the variable p', '1/tcp'],
      'exposedPorts',
    ],
    ['no port', 'FROM scratch\nEXPOSE http 1', ['? "http" is no port', '1/tcp'], 'exposedPorts'],
    ['ports that there are not', 'FROM scratch\nEXPOSE 0', ['? "0" is no port'], 'exposedPorts'],
    ['a port that is too large', 'FROM scratch\nEXPOSE 65536', ['? "65536" is no port'], 'exposedPorts'],
    ['a range that goes back', 'FROM scratch\nEXPOSE 3-2', ['? "3-2" is no port'], 'exposedPorts'],
    ['a protocol that there is not', 'FROM scratch\nEXPOSE 1/http', ['? "1/http" is no port'], 'exposedPorts'],
    ['what the base exposes', 'FROM a\nEXPOSE 1', [`? ${UNKNOWN_BASE}`, '1/tcp'], 'exposedPorts'],
    ['VOLUME', 'FROM scratch\nVOLUME /a /b\nVOLUME ["/c d"]', ['/a=/a', '/b=/b', '/c d=/c d'], 'volumes'],
    ['VOLUME with a variable', 'FROM scratch\nARG d\nVOLUME /$d', ['? it depends on the variable d'], 'volumes'],
    ['ENV', 'FROM scratch\nENV a=1 b="2 3"\nENV a=$b', ['a=2 3', 'b=2 3'], 'env'],
    ['ENV key value', 'FROM scratch\nENV a 1 2', ['a=1 2'], 'env'],
    ['ENV that nobody knows', 'FROM scratch\nARG v\nENV a=$v', ['a=?'], 'env'],
    ['ENV whose name nobody knows', 'FROM scratch\nARG v\nENV $v=1', ['? it depends on the variable v'], 'env'],
    ['LABEL', 'FROM scratch\nLABEL "a.b"="1" c=2', ['a.b=1', 'c=2'], 'labels'],
    ['of all stages', 'FROM scratch AS s\nLABEL a=1 b=2\nFROM s\nLABEL b=3', ['a=1', 'b=3'], 'labels'],
  ])('%s', (_, text, expected, field) => {
    expect(entries(facts(text)[field] as Fact<ImageEntries<unknown>>)).toEqual(expected);
  });

  test('the base image counts where it is known', () => {
    const all = facts('FROM a\nEXPOSE 1\nENV x=$LANG\nWORKDIR y', BASE);
    expect(shown(all.user)).toBe('base');
    expect(entries(all.exposedPorts)).toEqual(['80/tcp', '53/udp', '1/tcp']);
    expect(entries(all.volumes)).toEqual(['/data=/data']);
    expect(entries(all.env)).toEqual(['LANG=C', 'x=C']);
    expect(entries(all.labels)).toEqual(['l=1']);
    expect(shown(all.workingDir)).toBe('/srv/y');
    expect(shown(all.entrypoint)).toEqual(['/entry']);
    expect(shown(all.cmd)).toEqual(['run']);
    expect(shown(all.healthcheck)).toEqual([]);
    expect(shown(all.stopSignal)).toBe(`? ${UNKNOWN_BASE}`);
  });

  test('what is not among the facts of the base is not known', () => {
    const all = facts('FROM a', knowing('a', { hasHealthcheck: true }));
    expect(shown(all.healthcheck)).toBe(`? ${UNKNOWN_BASE}`);
    expect(shown(all.user)).toBe(`? ${UNKNOWN_BASE}`);
    expect(entries(all.volumes)).toEqual([`? ${UNKNOWN_BASE}`]);
  });

  test('an ENTRYPOINT takes the CMD of the base away', () => {
    expect(shown(facts('FROM a\nENTRYPOINT ["x"]', BASE).cmd)).toEqual([]);
  });

  test('each fact says which instruction it comes from', () => {
    const build = built('FROM a AS s\nUSER x\nEXPOSE 1\nFROM s\nEXPOSE 2\nENTRYPOINT ["x"]', BASE);
    const all = imageFacts(build);
    expect(all?.user.from).toBe(build.of('USER')[0]);
    expect(all?.cmd.from).toBe(build.of('ENTRYPOINT')[0]);
    expect(all?.workingDir.from).toBeUndefined();
    const ports = all?.exposedPorts.known ? [...all.exposedPorts.value.values()] : [];
    expect(ports.map(({ from }) => from)).toEqual([undefined, undefined, ...build.of('EXPOSE')]);
    expect(all?.exposedPorts.from).toBe(build.of('EXPOSE')[1]);
  });

  test('build arguments count', () => {
    expect(shown(facts('FROM a\nARG u=1\nUSER $u', given({ u: '9' })).user)).toBe('9');
  });

  test('only the last stage is built; without one there are no facts', () => {
    expect(shown(facts('FROM a\nUSER x\nFROM b\nUSER y').user)).toBe('y');
    expect(imageFacts(built('ARG a=1'))).toBeUndefined();
  });

  test('more ports than there are do not cost more', () => {
    const all = facts(`FROM scratch\n${'EXPOSE 1-65535\n'.repeat(20)}`);
    expect(all.exposedPorts.known).toBe(false);
    expect(!all.exposedPorts.known && all.exposedPorts.why).toBe('there are too many ports');
    expect(!all.exposedPorts.known && all.exposedPorts.certain?.size).toBe(65_535);
  });
});
