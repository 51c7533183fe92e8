import { describe, expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { inRange, versionComplaint } from '../../src/cli/node-version.ts';

const RANGE = packageJson.engines.node;

describe('the range of Node.js versions in package.json', () => {
  test.each(['v22.22.2', 'v22.22.3', 'v22.100.0', 'v24.15.0', 'v24.15.1', 'v24.21.0', 'v25.0.0', 'v100.1.2'])(
    'takes %s',
    (version) => expect(inRange(version, RANGE)).toBe(true),
  );

  test.each(['v12.0.0', 'v20.20.2', 'v22.22.1', 'v22.9.9', 'v23.11.1', 'v24.14.9', 'v24.0.0'])(
    'does not take %s',
    (version) => expect(inRange(version, RANGE)).toBe(false),
  );

  test('takes the Node.js that runs the tests', () => {
    expect(versionComplaint(process.version, RANGE)).toBeUndefined();
  });

  test('must be of the form that the launcher reads', () => {
    expect(() => inRange('v24.0.0', '22 - 24')).toThrow('cannot read the Node.js version range "22 - 24"');
  });
});

test('the complaint about a version is one line and names what is needed, what there is, and a way out', () => {
  expect(versionComplaint('v20.20.2', '^22.22.2 || >=24.15')).toBe(
    'tidewaiter needs Node.js ^22.22.2 || >=24.15 and this is v20.20.2; ' +
      'in a checkout, run it on the pinned Node.js with: npx node dist/tidewaiter.js',
  );
});
