import { describe, expect, test } from '@jest/globals';
import { type ContainerList, describeContainer } from '../../src/model/workload.ts';

describe('messages name a container', () => {
  const named = (list: ContainerList, name: string, sidecar = false) =>
    describeContainer({ list, name, sidecar, path: ['spec', list, 1] });

  test('by its kind and name', () => {
    expect(named('containers', 'app')).toBe('container "app"');
    expect(named('initContainers', 'migrate')).toBe('init container "migrate"');
    expect(named('initContainers', 'proxy', true)).toBe('sidecar container "proxy"');
    expect(named('ephemeralContainers', 'debug')).toBe('ephemeral container "debug"');
  });

  test('by its place in the list, counted from 1, where it has no name', () => {
    expect(named('containers', '')).toBe('container #2 (unnamed)');
    expect(named('initContainers', '', true)).toBe('sidecar container #2 (unnamed)');
  });

  test('without what could deceive, and cut', () => {
    expect(named('containers', `\u001b[2J${'x'.repeat(100)}`)).toMatch(/^container "\\u\{1b\}\[2Jx+…"$/);
  });
});
