import { describe, expect, test } from '@jest/globals';
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import { LICENSE_EXCEPTIONS } from '../../src/packages/license-exceptions.ts';
import { findException, findLicense, licenseIds, orLaterId, versionsFrom } from '../../src/packages/license-ids.ts';

describe('ids of licences', () => {
  test.each([
    ['MIT', { id: 'MIT' }],
    ['mIt', { id: 'MIT' }],
    ['apache-2.0', { id: 'Apache-2.0' }],
    ['GPL-2.0', { id: 'GPL-2.0-only' }],
    ['gfdl-1.3', { id: 'GFDL-1.3-only' }],
    ['AGPL-1.0', { id: 'AGPL-1.0-only' }],
    ['GPL-2.0-with-classpath-exception', { id: 'GPL-2.0-only', exception: 'Classpath-exception-2.0' }],
    ['eCos-2.0', { id: 'GPL-2.0-or-later', exception: 'eCos-exception-2.0' }],
    ['Net-SNMP', { id: 'Net-SNMP' }],
    ['GPLv2', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%j is %j', (id, license) => {
    expect(findLicense(id)).toEqual(license);
  });

  test('every deprecated id stands for ids that are not, but the one without a successor', () => {
    const known = new Set(licenseIds());
    const exceptions = new Set(LICENSE_EXCEPTIONS);
    const successors = deprecatedIds.map((id) => findLicense(id));
    expect(successors.filter((license) => !known.has(license?.id ?? ''))).toEqual([]);
    expect(successors.filter((license) => license?.exception && !exceptions.has(license.exception))).toEqual([]);
    expect(deprecatedIds.filter((id) => known.has(id))).toEqual(['Net-SNMP']);
  });

  test('exceptions are found in any case, and are listed once', () => {
    expect(findException('CLASSPATH-exception-2.0')).toBe('Classpath-exception-2.0');
    expect(findException('Classpath')).toBeUndefined();
    expect(new Set(LICENSE_EXCEPTIONS.map((id) => id.toLowerCase())).size).toBe(LICENSE_EXCEPTIONS.length);
  });

  test.each([
    ['GPL-2.0-only', 'GPL-2.0-or-later'],
    ['GPL-2.0-or-later', 'GPL-2.0-or-later'],
    ['GFDL-1.1-no-invariants-only', 'GFDL-1.1-no-invariants-or-later'],
    ['Apache-1.1', undefined],
  ])('%s or later is %s', (id, later) => {
    expect(orLaterId(id)).toBe(later);
  });

  test.each([
    ['GPL-2.0-or-later', 'GPL-2.0-only GPL-3.0-only'],
    ['GPL-1.0-only', 'GPL-1.0-only GPL-2.0-only GPL-3.0-only'],
    ['LGPL-2.0-or-later', 'LGPL-2.0-only LGPL-2.1-only LGPL-3.0-only'],
    ['AGPL-1.0-or-later', 'AGPL-1.0-only AGPL-3.0-only'],
    ['AGPL-3.0-or-later', 'AGPL-3.0-only'],
    ['GFDL-1.1-invariants-or-later', 'GFDL-1.1-invariants-only GFDL-1.2-invariants-only GFDL-1.3-invariants-only'],
    ['GFDL-1.2-or-later', 'GFDL-1.2-only GFDL-1.3-only'],
    ['Apache-1.1', 'Apache-1.1 Apache-2.0'],
    ['LPPL-1.3a', 'LPPL-1.3a LPPL-1.3c'],
    ['PHP-3.0', 'PHP-3.0 PHP-3.01'],
    ['CC-BY-3.0', 'CC-BY-3.0 CC-BY-4.0'],
    ['OLDAP-2.2.1', 'OLDAP-2.2.1 OLDAP-2.2.2 OLDAP-2.3 OLDAP-2.4 OLDAP-2.5 OLDAP-2.6 OLDAP-2.7 OLDAP-2.8'],
    // The numbers of these are no versions.
    ['BSD-2-Clause', 'BSD-2-Clause'],
    ['BSD-4.3RENO', 'BSD-4.3RENO'],
    ['MIT', 'MIT'],
  ])('from %s on there are %s', (id, versions) => {
    expect(versionsFrom(id).join(' ')).toBe(versions);
  });
});
