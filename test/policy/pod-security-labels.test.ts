import { describe, expect, test } from '@jest/globals';
import { standardsOf } from '../../src/policy/pod-security.ts';

/**
 * What the labels pod-security.kubernetes.io/* of a namespace mean. Each standard is written `level:version`; the three
 * are enforce, warn and audit.
 */

type Labels = Readonly<Record<string, string>>;
type Standards = ReturnType<typeof standardsOf>;

const PLUGIN = 'privileged:latest privileged:latest privileged:latest';
const STRICT = 'baseline:v1.30 restricted:v1.31 restricted:v1.32';

function standards(text: string): Standards {
  const [enforce, warn, audit] = text.split(' ').map((part) => {
    const [level = '', version = ''] = part.split(':');
    return { level: level as 'privileged', version };
  });
  if (!enforce || !warn || !audit) throw new Error(`three standards are needed: ${text}`);
  return { enforce, warn, audit };
}

function read(labels: Labels, defaults: string): string {
  const prefixed = Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value] as const);
  const { enforce, warn, audit } = standardsOf(new Map(prefixed), standards(defaults));
  return [enforce, warn, audit].map(({ level, version }) => `${level}:${version}`).join(' ');
}

describe('labels', () => {
  test.each<[labels: Labels, defaults: string, meaning: string]>([
    [{}, PLUGIN, PLUGIN],
    [{}, STRICT, STRICT],
    [{ enforce: 'privileged' }, STRICT, 'privileged:v1.30 restricted:v1.31 restricted:v1.32'],
    [{ enforce: 'baseline' }, PLUGIN, 'baseline:latest baseline:latest privileged:latest'],
    [{ enforce: 'restricted' }, PLUGIN, 'restricted:latest restricted:latest privileged:latest'],
    // A level that is enforced is warned of too, unless more is warned of already, or a label says otherwise.
    [{ enforce: 'baseline' }, STRICT, 'baseline:v1.30 restricted:v1.31 restricted:v1.32'],
    [{ enforce: 'baseline', warn: 'privileged' }, PLUGIN, 'baseline:latest privileged:latest privileged:latest'],
    [{ enforce: 'baseline', warn: 'restricted' }, PLUGIN, 'baseline:latest restricted:latest privileged:latest'],
    [{ enforce: 'baseline', warn: 'nonsense' }, PLUGIN, 'baseline:latest privileged:latest privileged:latest'],
    [{ enforce: 'baseline', warn: '' }, PLUGIN, 'baseline:latest privileged:latest privileged:latest'],
    [{ enforce: 'baseline', 'enforce-version': 'v1.25' }, PLUGIN, 'baseline:v1.25 baseline:v1.25 privileged:latest'],
    [
      { enforce: 'baseline', 'enforce-version': 'v1.25', 'warn-version': 'v1.26' },
      PLUGIN,
      'baseline:v1.25 baseline:v1.26 privileged:latest',
    ],
    [
      { enforce: 'baseline', 'enforce-version': 'v1.25', 'warn-version': 'newest' },
      PLUGIN,
      'baseline:v1.25 baseline:latest privileged:latest',
    ],
    // A level that does not exist enforces the strictest, and is not warned of.
    [{ enforce: 'nonsense' }, PLUGIN, 'restricted:latest privileged:latest privileged:latest'],
    [{ enforce: 'Baseline' }, PLUGIN, 'restricted:latest privileged:latest privileged:latest'],
    [{ enforce: '' }, PLUGIN, 'restricted:latest privileged:latest privileged:latest'],
    [{ enforce: 'nonsense' }, STRICT, 'restricted:v1.30 restricted:v1.31 restricted:v1.32'],
    [{ warn: 'nonsense', audit: 'nonsense' }, STRICT, 'baseline:v1.30 privileged:v1.31 privileged:v1.32'],
    [{ warn: 'baseline', audit: 'baseline' }, PLUGIN, 'privileged:latest baseline:latest baseline:latest'],
    // A version that does not exist means the latest; a version alone keeps the level.
    [{ 'enforce-version': 'v1.29' }, STRICT, 'baseline:v1.29 restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': '1.29' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': 'v1.029' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': 'v1.29.1' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': 'v2.0' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': '' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': 'latest' }, STRICT, 'baseline:latest restricted:v1.31 restricted:v1.32'],
    [{ 'enforce-version': 'v1.0' }, STRICT, 'baseline:v1.0 restricted:v1.31 restricted:v1.32'],
    [{ 'warn-version': 'v1.20' }, STRICT, 'baseline:v1.30 restricted:v1.20 restricted:v1.32'],
    [{ 'audit-version': 'bad' }, STRICT, 'baseline:v1.30 restricted:v1.31 restricted:latest'],
    // Others' labels mean nothing.
    [{ deny: 'restricted', 'enforce-level': 'restricted' }, PLUGIN, PLUGIN],
  ])('%j over %s: %s', (labels, defaults, meaning) => {
    expect(read(labels, defaults)).toBe(meaning);
  });
});

/** The same in other words: one step after the other, as the in-tree plug-in goes. */
function stepByStep(labels: Labels, defaults: string): string {
  const { enforce, warn, audit } = standards(defaults);
  const result = { enforce: { ...enforce }, warn: { ...warn }, audit: { ...audit } };
  const order = ['privileged', 'baseline', 'restricted'];
  const version = (label: string) => (/^v1\.(0|[1-9]\d*)$/.test(label) ? label : 'latest');
  for (const mode of ['enforce', 'warn', 'audit'] as const) {
    const level = labels[mode];
    const pinned = labels[`${mode}-version`];
    const fallback = mode === 'enforce' ? 'restricted' : 'privileged';
    if (level !== undefined) result[mode].level = (order.includes(level) ? level : fallback) as 'privileged';
    if (pinned !== undefined) result[mode].version = version(pinned);
  }
  const isEnforced = order.includes(labels.enforce ?? '');
  if (isEnforced && labels.warn === undefined && order.indexOf(result.enforce.level) > order.indexOf(warn.level)) {
    result.warn.level = result.enforce.level;
    if (labels['warn-version'] === undefined) result.warn.version = result.enforce.version;
  }
  return Object.values(result)
    .map(({ level, version: at }) => `${level}:${at}`)
    .join(' ');
}

test('every combination of labels means what it means to the in-tree plug-in', () => {
  const levels = [undefined, 'privileged', 'baseline', 'restricted', 'nonsense'];
  const versions = [undefined, 'latest', 'v1.20', 'nonsense'];
  const modes = levels.flatMap((level) => versions.map((version) => ({ level, version })));
  const defaults = [PLUGIN, STRICT, 'restricted:v1.30 baseline:v1.31 privileged:v1.32'];
  const wrong: unknown[] = [];
  for (const enforce of modes) {
    for (const warn of modes) {
      for (const audit of [modes[0], modes[5], modes[19]]) {
        const written = { enforce, warn, audit };
        const entries = Object.entries(written).flatMap(([mode, part]) => [
          [mode, part?.level],
          [`${mode}-version`, part?.version],
        ]);
        const labels = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
        for (const byDefault of defaults) {
          if (read(labels, byDefault) !== stepByStep(labels, byDefault)) wrong.push([labels, byDefault]);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});
