import type { Offender } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import type { Component } from '../../model/sbom.ts';

/** A component as messages name it: `log4j-core 2.14.1 (pkg:maven/...)`. */
export function describeComponent({ name, version, purl, ref }: Component): string {
  const named = name === '' ? 'a component without a name' : printable(name, 128);
  const versioned = version === '' ? named : `${named} ${printable(version, 64)}`;
  const known = purl ?? (name === '' && ref !== '' ? ref : undefined);
  return known === undefined ? versioned : `${versioned} (${printable(known)})`;
}

/** A licence as messages name it. Some documents give the whole text of one. */
export function describeLicense(license: string): string {
  return printable(license, 128);
}

/** The component, for those who look an offence up. */
export function offenderOf({ name, version, purl, license }: Component, about?: 'license'): Offender {
  return {
    ...(name !== '' && { component: name }),
    ...(version !== '' && { version }),
    ...(purl !== undefined && { purl }),
    ...(about === 'license' && license !== undefined && { license: printable(license, 1024) }),
  };
}
