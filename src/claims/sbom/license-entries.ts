import type { Component } from '../../model/sbom.ts';

/** What documents write where they say nothing (SPDX 2.3, annex D). */
export const NO_ASSERTION = 'NOASSERTION';

/** Whether a licence, a supplier or the like says something: not `NOASSERTION`, which asserts nothing, nor `NONE`. */
export function saysSomething(text: string): boolean {
  return text !== '' && text !== NO_ASSERTION && text !== 'NONE';
}

/** The licence of a component by its entries, which all apply: joined for people, and one by one for judges. */
export function licenseFields(entries: readonly string[]): Pick<Component, 'license' | 'licenses'> {
  if (!entries.some(saysSomething)) return {};
  const [license = ''] = entries;
  if (entries.length === 1) return { license };
  return {
    license: entries.map((entry) => (/\s/.test(entry) ? `(${entry})` : entry)).join(' AND '),
    licenses: entries,
  };
}
