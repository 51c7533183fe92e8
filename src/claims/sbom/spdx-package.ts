import type { JsonObject } from '../../model/json.ts';
import type { Component } from '../../model/sbom.ts';
import { firstOf, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { licenseFields, saysSomething } from './license-entries.ts';
import { MAX_ITEMS } from './limits.ts';

/** Reads a package of SPDX 2. @throws ClaimError */
export function spdxComponent(item: JsonObject): Component {
  const references = objectsAt(item, 'externalRefs', MAX_ITEMS);
  const purls = [...new Set(locators(references, 'purl'))];
  const [purl] = purls;
  const cpe = firstOf(...locators(references, 'cpe23Type'), ...locators(references, 'cpe22Type'));
  const swid = firstOf(...locators(references, 'swid'));
  const supplier = firstOf(nameOf(textAt(item, 'supplier')), nameOf(textAt(item, 'originator')));
  return {
    ref: shortTextAt(item, 'SPDXID'),
    name: shortTextAt(item, 'name'),
    version: shortTextAt(item, 'versionInfo'),
    ...(purl !== undefined && { purl }),
    ...(purls.length > 1 && { purls }),
    ...(cpe !== undefined && { cpe }),
    ...(swid !== undefined && { swid }),
    ...(supplier !== undefined && { supplier }),
    ...licenseFields([licenseOf(item)]),
  };
}

/**
 * External references of a type. The category is not looked at: generators spell it `PACKAGE-MANAGER`,
 * `PACKAGE_MANAGER` and otherwise, and no type stands in two.
 */
function locators(references: readonly JsonObject[], type: string): readonly string[] {
  return references
    .filter((reference) => typeIn(reference) === type)
    .map((reference) => shortTextAt(reference, 'referenceLocator'))
    .filter((locator) => locator !== '');
}

/** Types are names, or URIs that end in them. */
function typeIn(reference: JsonObject): string {
  const type = textAt(reference, 'referenceType');
  return type.slice(type.lastIndexOf('/') + 1);
}

/** What whoever made the document concluded, and where that says nothing, what the package declares. */
function licenseOf(item: JsonObject): string {
  const concluded = textAt(item, 'licenseConcluded');
  return saysSomething(concluded) ? concluded : textAt(item, 'licenseDeclared');
}

/** The name in `Organization: Acme (info@acme.example)` or `Person: ...`; '' where it says nothing. */
export function nameOf(text: string): string {
  if (!saysSomething(text)) return '';
  const name = text.replace(/^(?:Organization|Person):/, '').trim();
  if (!name.endsWith(')')) return name;
  const open = name.lastIndexOf('(');
  const address = name.slice(open + 1, -1);
  return open > 0 && (address.trim() === '' || address.includes('@')) ? name.slice(0, open).trimEnd() : name;
}
