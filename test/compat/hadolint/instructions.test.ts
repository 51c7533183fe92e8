import { describe, expect, test } from '@jest/globals';
import type { HadolintConfig } from '../../../src/compat/hadolint/config.ts';
import { linesOf } from './verdicts.ts';

type Case = readonly [code: string, file: string, lines: readonly number[]];

const CASES: readonly Case[] = [
  ['DL1000', 'FROM a\nRUNN x\nWORKDIR b\n', [2]],
  ['DL3000', 'FROM a\nRUNN x\nWORKDIR b\n', []],
  ['DL1000', 'FROM a\nRUN x\n', []],
  ['DL1001', '# hadolint ignore=DL3006\nFROM a\n# hadolint global ignore=DL3007\n', [1]],
  ['DL3000', 'FROM a\nWORKDIR b\nWORKDIR /b\nWORKDIR "/b"\nWORKDIR $B\nWORKDIR c:\\b\n', [2]],
  ['DL3001', 'FROM a\nRUN top\nRUN ssh x\nRUN ifconfig\n', [2, 3]],
  ['DL3002', 'FROM a\nUSER root\nFROM b\nUSER 0:0\nUSER app\nFROM c\nUSER root:root\n', [2, 7]],
  ['DL3002', 'USER root\nFROM a\n', []],
  ['DL3003', 'FROM a\nRUN x && cd /tmp\nRUN echo cd\n', [2]],
  ['DL3004', 'FROM a\nRUN sudo x\nRUN echo sudo\n', [2]],
  ['DL3006', 'FROM a\nFROM a:1 AS b\nFROM b\nFROM scratch\nFROM $X\nFROM c@sha256:0\nFROM host:5000/d\n', [1, 7]],
  ['DL3007', 'FROM a:latest\nFROM a:latest@sha256:0\nFROM a:1\n', [1]],
  ['DL3010', 'FROM a\nCOPY x.tar.gz /tmp/\nRUN tar -xzf /tmp/x.tar.gz\n', [2]],
  ['DL3010', 'FROM a\nCOPY x.tar.gz /tmp/\nRUN tar xzf /tmp/x.tar.gz\n', []],
  ['DL3010', 'FROM a\nCOPY x.zip /tmp/y.tar\nRUN tar --extract -f /tmp/y.tar\n', [2]],
  ['DL3010', 'FROM a\nCOPY --from=b x.tar /tmp/\nRUN tar -xf /tmp/x.tar\n', []],
  ['DL3011', 'FROM a\nEXPOSE 80 70000\nEXPOSE 60000-65536/udp\nEXPOSE 65535\n', [2, 3]],
  ['DL3012', 'FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\nFROM b\nHEALTHCHECK NONE\n', [3]],
  ['DL3020', 'FROM a\nADD x /\nADD x.tar.gz /\nADD https://a/b /\nADD git@host:x.git /\n', [2, 5]],
  ['DL3021', 'FROM a\nCOPY a b c\nCOPY a b c/\nCOPY a b\nCOPY ["a", "b", "c"]\n', [2, 5]],
  [
    'DL3022',
    'FROM a AS x\nCOPY --from=x a b\nFROM b\nCOPY --from=x a b\nCOPY --from=y a b\nCOPY --from=z:1 a b\n',
    [5],
  ],
  ['DL3022', 'FROM a\nCOPY --from=0 a b\nCOPY --from=1 a b\nCOPY --from=0foo a b\n', [3]],
  ['DL3023', 'FROM a AS x\nCOPY --from=x a b\nFROM b AS y\nCOPY --from=x a b\n', [2]],
  ['DL3024', 'FROM a AS x\nFROM b AS x\nFROM c AS X\n', [2]],
  ['DL3025', 'FROM a\nCMD x\nCMD ["x"]\nENTRYPOINT y\nHEALTHCHECK CMD z\nHEALTHCHECK NONE\n', [2, 4, 5]],
  ['DL3027', 'FROM a\nRUN apt update\nRUN apt-get update\n', [2]],
  [
    'DL3029',
    'FROM --platform=linux/amd64 a\nFROM --platform=$BUILDPLATFORM a\nFROM --platform=${TARGETPLATFORM} a\n',
    [1],
  ],
  ['DL3043', 'FROM a\nONBUILD RUN x\n', []],
  ['DL3044', 'FROM a\nENV A=1 B=$A\nENV C=$C D=${B}\nENV E=1 F=$EE\n', [2]],
  ['DL3044', 'FROM a\nARG A\nENV A=1 B=$A\n', []],
  ['DL3045', 'FROM a\nCOPY a b\nCOPY a /b\nCOPY a $B\nWORKDIR /x\nCOPY a b\n', [2]],
  ['DL3045', 'FROM a AS x\nWORKDIR /x\nFROM x\nCOPY a b\nFROM y\nCOPY a "b"\n', [6]],
  [
    'DL3046',
    'FROM a\nRUN useradd -u 100000 x\nRUN useradd -l -u 100000 x\nRUN useradd -u 1000 x\nRUN useradd --uid 100000 x\n',
    [2],
  ],
  ['DL3047', 'FROM a\nRUN wget x\nRUN wget -qO- x\nRUN wget --progress=dot:giga x\nRUN wget -nv x\n', [2]],
  ['DL3048', 'FROM a\nLABEL good.key=1 Bad=1\nLABEL a--b=1\nLABEL com.docker.x=1\nLABEL ok=1\n', [2, 3, 4]],
  ['DL3057', 'FROM a AS x\nFROM x\nHEALTHCHECK NONE\nFROM b\n', [4]],
  ['DL3059', 'FROM a\nRUN x\nRUN y\n# why\nRUN z\nENV A=1\nRUN x\nRUN a && b && c\n', [3, 5]],
  ['DL3059', 'FROM a\nRUN --mount=type=cache,target=/x x\nRUN y\n', []],
  ['DL3061', 'ARG A\n# note\nRUN x\nFROM a\nRUN y\n', [3]],
  ['DL3063', 'FROM a AS scratch\nFROM a AS context\nFROM a AS x\n', [1, 2]],
  ['DL3064', 'FROM a\nARG GITHUB_TOKEN\nENV AWS_ACCESS_KEY_ID=x\nENV PUBLIC=1\nONBUILD ENV my_Password=x\n', [2, 3, 5]],
  [
    'DL3065',
    'FROM --platform=$TARGETPLATFORM a\nFROM --platform=${TARGETPLATFORM} a\nFROM --platform=$BUILDPLATFORM a\n',
    [1, 2],
  ],
  ['DL3066', 'FROM a\nARG U\nUSER app\nUSER 1000:app\nUSER $U\nUSER ${V}\n', [3, 6]],
  ['DL3067', 'FROM a AS x\nFROM b\nCOPY --from=x / /\nCOPY --from=x / /y\n', [3]],
  ['DL4000', 'FROM a\nMAINTAINER me\n', [2]],
  ['DL4001', 'FROM a\nRUN curl x\nRUN wget x\nRUN curl y\nFROM b\nRUN wget x\n', [3, 4]],
  ['DL4003', 'FROM a\nCMD x\nCMD y\nFROM b\nCMD z\n', [3]],
  ['DL4004', 'FROM a\nENTRYPOINT x\nENTRYPOINT y\n', [3]],
  ['DL4005', 'FROM a\nRUN ln -sf /bin/bash /bin/sh\nRUN ln -s a b\n', [2]],
  [
    'DL4006',
    'FROM a\nRUN a | b\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\nFROM c\nRUN a | b\nRUN a || b\n',
    [2, 6],
  ],
  ['DL4006', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN a | b\nSHELL ["/bin/sh", "-o", "pipefail"]\nRUN a | b\n', [5]],
];

test.each(CASES)('%s in %j', (code, file, lines) => expect(linesOf(code, file)).toEqual(lines));

describe('rules that a configuration switches on', () => {
  const withRegistries = (...trustedRegistries: readonly string[]) => ({ trustedRegistries });
  const withSchema = (labelSchema: Record<string, string>, more: Partial<HadolintConfig> = {}) => ({
    labelSchema: new Map(Object.entries(labelSchema)) as HadolintConfig['labelSchema'],
    ...more,
  });
  const images = 'FROM a AS x\nFROM quay.io/b\nFROM x\nCOPY --from=gcr.io/c d e\nFROM scratch\n';

  test.each([
    ['DL3026', images, withRegistries('docker.io'), [2, 4]],
    ['DL3026', images, withRegistries('*.io'), []],
    ['DL3026', images, withRegistries('quay*'), [1, 4]],
    ['DL3049', 'FROM a\nLABEL x=1\nFROM b\n', withSchema({ x: 'text' }), [3]],
    [
      'DL3049',
      'FROM a AS p\nLABEL x=1\nFROM p\nFROM b AS q\nFROM c\nLABEL x=1\nCOPY --from=q a b\n',
      withSchema({ x: 'text' }),
      [],
    ],
    ['DL3049', 'FROM a AS p\nLABEL x=1\nFROM p AS q\nFROM q\nFROM q AS r\nFROM c\n', withSchema({ x: 'text' }), [6]],
    ['DL3050', 'FROM a\nLABEL x=1 y=1\n', withSchema({ x: 'text' }, { strictLabels: true }), [2]],
    ['DL3051', 'FROM a\nLABEL x=""\n', withSchema({ x: 'text' }), [2]],
    ['DL3052', 'FROM a\nLABEL x=nope\nLABEL x=https://a.example\n', withSchema({ x: 'url' }), [2]],
    ['DL3053', 'FROM a\nLABEL x=today\nLABEL x=2026-01-02T03:04:05Z\n', withSchema({ x: 'rfc3339' }), [2]],
    ['DL3054', 'FROM a\nLABEL x="not one"\nLABEL x=MIT\n', withSchema({ x: 'spdx' }), [2]],
    ['DL3055', 'FROM a\nLABEL x=xyz\nLABEL x=0123abc\n', withSchema({ x: 'hash' }), [2]],
    ['DL3056', 'FROM a\nLABEL x=1.0\nLABEL x=1.0.0-rc.1\nLABEL x=$V\n', withSchema({ x: 'semver' }), [2, 4]],
    ['DL3058', 'FROM a\nLABEL x=me\nLABEL x=me@example.com\n', withSchema({ x: 'email' }), [2]],
  ] as const)('%s in %j', (code, file, config, lines) => expect(linesOf(code, file, config)).toEqual(lines));
});
