// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { faultPlaces, faults } from './shown.ts';

function mounts(text: string) {
  const [run] = parseDockerfile(text).instructions;
  return run?.keyword === 'RUN' ? run.mounts : [];
}

describe('mounts of RUN', () => {
  test('are records of comma-separated values', () => {
    const found = mounts(`RUN --mount=TYPE=Cache,target=/x,ro --mount='"source=a,""b""",id=c' --mount=target=/y x`);
    expect(found.map(({ type, fields }) => [type, ...fields.map(({ key, value }) => [key, value])])).toEqual([
      ['cache', ['type', 'Cache'], ['target', '/x'], ['ro', undefined]],
      ['bind', ['source', 'a,"b"'], ['id', 'c']],
      ['bind', ['target', '/y']],
    ]);
  });

  test('have fields that stand somewhere; in quotes it is the whole value', () => {
    const pieces = (text: string) => mounts(text)[0]?.fields.map(({ piece }) => text.slice(piece.start, piece.end));
    expect(pieces('RUN --mount=type=bind,target=/x,ro a')).toEqual(['type=bind', 'target=/x', 'ro']);
    expect(pieces('RUN --mount="type=bind,target=/x y" a')).toEqual(
      Array.from({ length: 2 }, () => '"type=bind,target=/x y"'),
    );
  });

  test.each([
    'target=/x',
    'type=bind,from=a,source=b,target=/x,readonly=false',
    'type=bind,src=a,dst=/x,rw',
    'destination=/x,readwrite=1,ro=T',
    'type=CACHE,target=/x,sharing=LOCKED,mode=0700,uid=1,gid=0,id=a',
    'type=tmpfs,target=/x,size=64m',
    'type=tmpfs,target=/x,size=1.5GiB',
    'type=tmpfs,target=/x,size=1024',
    'type=secret,id=a,required,env=B',
    'type=secret,target=/x,required=true,mode=0400',
    'type=ssh,required=f',
    'type=$t,size=1,sharing=x$s,required',
    'type=secret,id=$a',
    'from=a$',
    'type=bi"",target=/x',
  ])('that are right: %s', (mount) => {
    const escaped = mount.includes('"') ? mount.replaceAll('"', '\\"') : mount;
    expect(faultPlaces(`RUN --mount=${escaped} x`)).toEqual(mount.includes('"') ? [expect.any(String)] : []);
  });

  test.each([
    ['type=bnid,target=/x', 'type=bnid', 'did you mean "bind"?'],
    ['type=volume', 'type=volume', 'use bind, cache, tmpfs, secret, ssh'],
    ['trget=/x', 'trget=/x', 'did you mean "target"?'],
    ['target', 'target', 'needs a value'],
    ['type=bind,', '--mount=type=bind,', 'needs a value'],
    ['from=a$b', 'from=a$b', 'takes no variables'],
    ['ro=yes', 'ro=yes', 'true or false'],
    ['rw=', 'rw=', 'true or false'],
    ['type=cache,required', 'required', 'secret and ssh'],
    ['required,type=secret,id=a', 'required', 'secret and ssh'],
    ['type=cache,size=1', 'size=1', 'tmpfs'],
    ['type=tmpfs,size=1x', 'size=1x', 'no size'],
    ['type=tmpfs,size=', 'size=', 'no size'],
    ['type=cache,sharing=public', 'sharing=public', 'no sharing'],
    ['type=cache,mode=0900', 'mode=0900', 'octal'],
    ['type=cache,uid=a', 'uid=a', 'must be a number'],
    ['type=cache,gid=-1', 'gid=-1', 'must be a number'],
    ['type=cache,uid=4294967296', 'uid=4294967296', 'must be a number'],
    ['type=bind,uid=1', '--mount=type=bind,uid=1', 'cannot have a "uid"'],
    ['type=tmpfs,mode=1', '--mount=type=tmpfs,mode=1', 'cannot have a "mode"'],
    ['type=secret,id=a,from=b', '--mount=type=secret,id=a,from=b', 'cannot have "from"'],
    ['type=secret', '--mount=type=secret', 'needs an "id"'],
    ['type=secret,id=a,source=b', '--mount=type=secret,id=a,source=b', 'keep one of them'],
    ['type=bind,sharing=shared', '--mount=type=bind,sharing=shared', 'type cache'],
    ['target=${x^^}', 'target=${x^^}', 'no modifier'],
    ['', '--mount=', 'commas between'],
    ["'a\"b'", `--mount='a"b'`.replace('"', '\\"').replace('\\', ''), 'commas between'],
  ])('that are wrong: %s', (mount, place, message) => {
    expect(faults(`RUN --mount=${mount} x`)).toEqual([expect.stringContaining(`syntax-error [${place}] `)]);
    expect(faults(`RUN --mount=${mount} x`)[0]).toContain(message);
  });
});

describe('devices of RUN', () => {
  test.each(['vendor.com/class=name', 'name=a', 'a,required', 'a,required=true', 'required,a'])(
    'that are right: %s',
    (device) => {
      expect(faultPlaces(`RUN --device=${device} x`)).toEqual([]);
    },
  );

  test.each(['a,b', 'name=a,name=b', 'a,required=maybe', '', 'a=b,c=d'])('that are wrong: %s', (device) => {
    expect(faultPlaces(`RUN --device=${device} x`)).toEqual([`syntax-error [--device=${device}]`]);
  });
});
