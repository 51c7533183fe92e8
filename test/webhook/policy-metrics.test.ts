import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { WaivedFinding } from '../../src/model/decision.ts';
import type { PolicySet } from '../../src/model/policy.ts';
import { PolicyMetrics } from '../../src/webhook/policy-metrics.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';

const POLICY = policyDocument('basics', { rules: [{ rule: 'disallow-privileged' }] });
const setOf = (...names: readonly string[]): PolicySet =>
  loadDocuments(
    POLICY,
    ...names.map((name) => exceptionDocument(name, { basics: ['disallow-privileged'] }, {}, 'shop')),
  );

function waivedBy(exception: string): WaivedFinding {
  return {
    message: 'm',
    path: [],
    rule: 'disallow-privileged',
    policy: 'basics',
    action: 'Deny',
    severity: 'error',
    remediation: 'r',
    waiver: { exception, owner: 'o', expires: '2027-03-31', reason: 'r' },
  };
}

async function waivedSeries(registry: Registry): Promise<readonly string[]> {
  const lines = (await registry.metrics()).split('\n');
  return lines
    .filter((line) => line.startsWith('tidewaiter_waived_findings_total{'))
    .map((line) => line.replace(/^.*exception="(.*)"} (.*)$/, '$1: $2'));
}

describe('findings that exceptions took out', () => {
  test('go on being counted over a reload, where the exception is still there', async () => {
    const registry = new Registry();
    const metrics = new PolicyMetrics(registry, () => '2026-11-20');
    metrics.load(setOf('kept', 'gone'));
    metrics.count({ findings: [], waived: [waivedBy('kept'), waivedBy('kept'), waivedBy('gone')] });
    expect([...(await waivedSeries(registry))].sort()).toEqual(['annotations of objects: 0', 'gone: 1', 'kept: 2']);
    metrics.load(setOf('kept', 'new'));
    metrics.count({ findings: [], waived: [waivedBy('kept')] });
    expect([...(await waivedSeries(registry))].sort()).toEqual(['annotations of objects: 0', 'kept: 3', 'new: 0']);
  });

  test('are not counted for an exception of an earlier set: a request may outlive it', async () => {
    const registry = new Registry();
    const metrics = new PolicyMetrics(registry, () => '2026-11-20');
    metrics.load(setOf('kept'));
    metrics.count({ findings: [], waived: [waivedBy('gone')] });
    expect([...(await waivedSeries(registry))].sort()).toEqual(['annotations of objects: 0', 'kept: 0']);
  });
});

test('without exceptions there are none, active or expired', async () => {
  const registry = new Registry();
  const metrics = new PolicyMetrics(registry, () => '2026-11-20');
  metrics.load(setOf());
  expect(await registry.metrics()).toContain('tidewaiter_exceptions{state="expired"} 0\n');
});

test('rules that labels of the namespace choose have a series in every mode', async () => {
  const registry = new Registry();
  const metrics = new PolicyMetrics(registry, () => '2026-11-20');
  metrics.load(loadDocuments(policyDocument('labels', { podSecurity: {} })));
  const text = await registry.metrics();
  for (const action of ['Deny', 'Warn', 'Audit']) {
    for (const rule of ['pss-capabilities-baseline', 'pss-capabilities-restricted']) {
      expect(text).toContain(`tidewaiter_findings_total{policy="labels",rule="${rule}",action="${action}"} 0`);
    }
  }
});
