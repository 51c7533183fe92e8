import { describe, expect, test } from '@jest/globals';
import { allowedRegistries } from '../../../src/rules/dockerfile/base-image/allowed-registries.ts';
import { definedFromArg } from '../../../src/rules/dockerfile/base-image/defined-from-arg.ts';
import { disallowLatestTag } from '../../../src/rules/dockerfile/base-image/disallow-latest-tag.ts';
import { noConstantPlatform } from '../../../src/rules/dockerfile/base-image/no-constant-platform.ts';
import { noRedundantPlatform } from '../../../src/rules/dockerfile/base-image/no-redundant-platform.ts';
import { pinImageDigest } from '../../../src/rules/dockerfile/base-image/pin-image-digest.ts';
import { fixedBy } from '../../support/dockerfile.ts';
import { aliases, found, messages } from './found.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const LOCKED = { inputs: { lockedDigest: (reference: string) => (reference === 'alpine:3.21' ? DIGEST : undefined) } };
const GIVEN = { inputs: { buildArgs: new Map([['VERSION', '3.20']]) } };

describe('pin-image-digest', () => {
  test.each([
    ['a tag is no digest', 'FROM alpine:3.21', ['1:6-1:17 alpine:3.21']],
    ['a digest is one', `FROM alpine@${DIGEST}`, []],
    ['scratch is no image', 'FROM scratch', []],
    ['scratch by an argument is none either', 'ARG BASE=scratch\nFROM $BASE', []],
    ['a stage is no image', `FROM a@${DIGEST} AS b\nFROM b\nCOPY --from=B /x /x\nCOPY --from=0 /x /y`, []],
    ['defaults of arguments count', 'ARG V=3.21\nFROM alpine:${V}', ['2:6-2:17 alpine:${V}']],
    ['an argument without a default may be a digest', 'ARG V\nFROM alpine:$V', []],
    ['COPY --from names images', `FROM scratch\nCOPY --from=nginx:1 /x /x`, ['2:13-2:20 nginx:1']],
    [
      'RUN --mount names images',
      `FROM scratch\nRUN --mount=type=cache,from=nginx:1,target=/c make`,
      ['2:29-2:36 nginx:1'],
    ],
    ['other mounts take nothing from images', 'FROM scratch\nRUN --mount=type=secret,id=x make', []],
    ['over continuation lines', 'FROM \\\r\n  alpine:3.21 \\\r\n  AS a\r\n', ['2:3-2:14 alpine:3.21']],
    ['ONBUILD COPY --from of a name may be a stage', 'FROM scratch\nONBUILD COPY --from=build /x /x', []],
    ['ONBUILD COPY --from of an image', 'FROM scratch\nONBUILD COPY --from=nginx:1 /x /x', ['2:21-2:28 nginx:1']],
    ['what is no image reference', 'FROM Alpine:3.21', ['1:6-1:17 Alpine:3.21']],
  ])('%s', (_, text, expected) => {
    expect(found(pinImageDigest, text)).toEqual(expected);
  });

  test('says which argument decides', () => {
    expect(messages(pinImageDigest, 'ARG V=3.21\nFROM alpine:$V')).toEqual([
      'FROM takes the image "alpine:3.21" without a digest, by the default of V',
    ]);
  });

  test.each([
    ['behind the tag', 'FROM alpine:3.21 AS a\n', `FROM alpine:3.21@${DIGEST} AS a\n`],
    ['of COPY', 'FROM scratch\nCOPY --from=alpine:3.21 /x /y', `FROM scratch\nCOPY --from=alpine:3.21@${DIGEST} /x /y`],
    ['not where the lock knows nothing', 'FROM alpine:3.20', 'FROM alpine:3.20'],
    ['not behind variables', 'ARG V=3.21\nFROM alpine:$V', 'ARG V=3.21\nFROM alpine:$V'],
  ])('writes the digest of the lock %s', (_, text, expected) => {
    expect(fixedBy(pinImageDigest, text, LOCKED)).toBe(expected);
  });
});

describe('disallow-latest-tag', () => {
  test.each([
    ['no tag', 'FROM alpine', ['1:6-1:12 alpine'], ['DL3006']],
    ['a port is no tag', 'FROM example.com:5000/a', ['1:6-1:24 example.com:5000/a'], ['DL3006']],
    ['latest', 'FROM alpine:latest AS a', ['1:6-1:19 alpine:latest'], ['DL3007']],
    ['latest with a digest', `FROM alpine:latest@${DIGEST}`, [], []],
    ['latest by default', 'ARG V=latest\nFROM alpine:$V', ['2:6-2:15 alpine:$V'], ['DL3007']],
    ['the default of a use', 'ARG V\nFROM alpine:${V:-latest}', ['2:6-2:25 alpine:${V:-latest}'], ['DL3007']],
    ['an argument nobody knows', 'ARG I\nFROM $I', [], []],
    ['a stage', 'FROM alpine:3 AS base\nFROM base', [], []],
    ['COPY --from=image', 'FROM scratch\nCOPY --from=nginx /x /x', ['2:13-2:18 nginx'], ['DL3006']],
    ['no image reference is for others', 'FROM Alpine', [], []],
    ['another case is another tag', 'FROM alpine:LATEST', [], []],
  ])('%s', (_, text, expected, named) => {
    expect(found(disallowLatestTag, text)).toEqual(expected);
    expect(aliases(disallowLatestTag, text)).toEqual(named);
  });

  test('a build argument replaces the default', () => {
    expect(found(disallowLatestTag, 'ARG VERSION=latest\nFROM alpine:$VERSION', GIVEN)).toEqual([]);
  });
});

describe('allowed-registries', () => {
  const run = { options: { registries: ['registry.example.com/**', 'docker.io/library/*'] } };
  test.each([
    ['an allowed registry', 'FROM registry.example.com/team/app:1', []],
    ['Docker Hub is written without a host', 'FROM nginx', []],
    ['another registry', 'FROM quay.io/a/b:1', ['1:6-1:19 quay.io/a/b:1']],
    ['a host that begins alike', 'FROM registry.example.com.evil.io/a', ['1:6-1:36 registry.example.com.evil.io/a']],
    ['a stage by its number is no image', 'FROM nginx\nFROM nginx\nCOPY --from=0 /a /a', []],
    ['a registry that nobody knows', 'ARG R\nFROM $R/app:1', ['2:6-2:14 $R/app:1']],
    ['a tag that nobody knows', 'ARG V\nFROM registry.example.com/app:$V', []],
    ['a default registry and a tag that nobody knows', 'ARG R=quay.io\nARG V\nFROM $R/a:${V}', ['3:6-3:15 $R/a:${V}']],
    ['a mount', 'FROM nginx\nRUN --mount=from=quay.io/a:1,target=/a make', ['2:18-2:29 quay.io/a:1']],
    ['COPY', 'FROM nginx\nCOPY --from=quay.io/a:1 /a /a', ['2:13-2:24 quay.io/a:1']],
  ])('%s', (_, text, expected) => {
    expect(found(allowedRegistries, text, run)).toEqual(expected);
  });
});

describe('no-constant-platform', () => {
  test.each([
    ['os and architecture', 'FROM --platform=linux/amd64 alpine', ['1:17-1:28 linux/amd64'], 'FROM alpine'],
    ['architecture', 'FROM  --platform=arm64  alpine', ['1:18-1:23 arm64'], 'FROM  alpine'],
    ['a variable', 'FROM --platform=$BUILDPLATFORM alpine', [], undefined],
    ['a variable of the file', 'ARG P=linux/amd64\nFROM --platform=$P alpine', [], undefined],
    ['a stage named after it', 'FROM --platform=linux/x86_64 alpine AS build-AMD64', [], undefined],
    ['a stage named after the system', 'FROM --platform=linux/arm64 alpine AS linux', [], undefined],
    [
      'another name',
      'FROM --platform=linux/arm64 alpine AS build-amd64',
      ['1:17-1:28 linux/arm64'],
      'FROM alpine AS build-amd64',
    ],
    ['no platform', 'FROM --platform=foo alpine', [], undefined],
    ['over lines', 'FROM --platform=arm64 \\\n alpine', ['1:17-1:22 arm64'], 'FROM  \\\n alpine'],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(noConstantPlatform, text)).toEqual(expected);
    expect(fixedBy(noConstantPlatform, text, { unsafe: true })).toBe(fixed);
    expect(fixedBy(noConstantPlatform, text)).toBe(text);
  });
});

describe('no-redundant-platform', () => {
  test.each([
    ['plain', 'FROM --platform=$TARGETPLATFORM alpine', 'FROM alpine'],
    ['in braces', 'from --platform=${TARGETPLATFORM} alpine', 'from alpine'],
    ['with a default', 'FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine', 'FROM alpine'],
    ['declared without a value', 'ARG TARGETPLATFORM\nFROM --platform=$TARGETPLATFORM a', 'ARG TARGETPLATFORM\nFROM a'],
  ])('%s', (_, text, expected) => {
    expect(fixedBy(noRedundantPlatform, text)).toBe(expected);
  });

  test.each([
    ['another variable', 'FROM --platform=$BUILDPLATFORM alpine'],
    ['a part of a value', 'FROM --platform=$TARGETPLATFORM/v8 alpine'],
    ['an argument of the file', 'ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM alpine'],
  ])('%s is left alone', (_, text) => {
    expect(found(noRedundantPlatform, text)).toEqual([]);
  });
});

describe('defined-from-arg', () => {
  test.each([
    ['nothing declares it', 'FROM alpine$X', ['1:12-1:14 $X']],
    ['nothing declares it, which is reason enough', 'ARG R=x.io\nFROM $R/a:$X', ['2:11-2:13 $X']],
    ['an ARG of a stage does not count', 'FROM a AS b\nARG X=1\nFROM c:${X}', ['3:8-3:12 ${X}']],
    ['in --platform', 'FROM --platform=$P alpine', ['1:17-1:19 $P']],
    ['the builder sets platforms', 'FROM --platform=$BUILDPLATFORM alpine-$TARGETARCH', []],
    ['a use with a default', 'FROM alpine:${X:-3}', []],
    ['a default that is no image', 'ARG X=\nFROM alpine:$X', ['2:6-2:15 alpine:$X']],
    ['no default', 'ARG X\nFROM alpine:$X', ['2:6-2:15 alpine:$X']],
    ['no default, in quotes', 'ARG X\nFROM "${X}"', ['2:6-2:12 "${X}"']],
    ['no default, but an image all the same', 'ARG X\nFROM alpine$X', []],
    ['a good default', 'ARG X=3\nFROM alpine:$X', []],
  ])('%s', (_, text, expected) => {
    expect(found(definedFromArg, text)).toEqual(expected);
  });

  test('suggests what is nearly right', () => {
    expect(messages(definedFromArg, 'ARG VERSION=3\nFROM a:$VERSON')).toEqual([
      'FROM uses "$VERSON", which no ARG in front of the first FROM declares; did you mean "$VERSION"?',
    ]);
  });

  test('a build argument makes up for a missing default', () => {
    expect(found(definedFromArg, 'ARG VERSION\nFROM alpine:$VERSION', GIVEN)).toEqual([]);
    expect(messages(definedFromArg, 'ARG VERSION\nFROM $VERSION')).toEqual([
      'ARG "VERSION" has no default: without a --build-arg, FROM names no image',
    ]);
  });
});
