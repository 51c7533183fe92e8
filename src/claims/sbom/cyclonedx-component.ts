import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import type { Component } from '../../model/sbom.ts';
import { firstOf, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { licenseFields, NO_ASSERTION } from './license-entries.ts';
import { MAX_ITEMS } from './limits.ts';

/** Reads a component of CycloneDX. @throws ClaimError */
export function cycloneDxComponent(component: JsonObject): Component {
  const purl = shortTextAt(component, 'purl');
  const cpe = shortTextAt(component, 'cpe');
  const swid = shortTextAt(objectAt(component, 'swid'), 'tagId');
  const supplier = supplierOf(component);
  return {
    ref: shortTextAt(component, 'bom-ref'),
    name: groupedName(component, 'group'),
    version: shortTextAt(component, 'version'),
    ...(purl !== '' && { purl }),
    ...(cpe !== '' && { cpe }),
    ...(swid !== '' && { swid }),
    ...(supplier !== undefined && { supplier }),
    ...licenseFields(licensesOf(component)),
  };
}

/** A name with the group or vendor in front; '' where there is no name, whatever the group. */
export function groupedName(parent: JsonObject, groupField: string): string {
  const group = shortTextAt(parent, groupField);
  const name = shortTextAt(parent, 'name');
  return name === '' || group === '' ? name : `${group}/${name}`;
}

/** Names of organizations or people; who has none goes by the address. */
export function namesOf(people: readonly JsonObject[]): readonly string[] {
  return people
    .map((person) => firstOf(textAt(person, 'name'), textAt(person, 'email')) ?? '')
    .filter((name) => name !== '');
}

/** Who supplied a component, by the field that says it best. Before 1.6 `author` was a text, and there was no other. */
function supplierOf(component: JsonObject): string | undefined {
  return firstOf(
    textAt(objectAt(component, 'supplier'), 'name'),
    textAt(objectAt(component, 'manufacturer'), 'name'),
    textAt(component, 'publisher'),
    namesOf(objectsAt(component, 'authors', MAX_ITEMS)).join(', '),
    textAt(component, 'author'),
  );
}

/** Each entry names a licence by id or in words, or is an expression; since 1.7 a list may mix them. All apply. */
function licensesOf(component: JsonObject): readonly string[] {
  const entries: string[] = [];
  for (const entry of objectsAt(component, 'licenses', MAX_ITEMS)) {
    const expression = textAt(entry, 'expression');
    const license = ownField(entry, 'license');
    const named = isObject(license) ? firstOf(textAt(license, 'id'), textAt(license, 'name')) : undefined;
    if (expression !== '') entries.push(expression);
    if (named !== undefined || expression === '') entries.push(named ?? NO_ASSERTION);
  }
  return entries;
}
