import type { JsonObject } from '../../model/json.ts';
import { firstOf, objectAt, objectsAt, shortTextAt } from '../fields.ts';
import { groupedName } from './cyclonedx-component.ts';
import { MAX_ITEMS } from './limits.ts';

/** Annotation of the OCI image specification (`annotations.md`), which generators copy into properties with a prefix. */
const BASE_NAME = 'org.opencontainers.image.base.name';

/**
 * What the image is built on: the ancestors in the pedigree of the component that the document is about, and the base
 * image that a property of it or of the document names.
 * @throws ClaimError
 */
export function cycloneDxBaseImages(metadata: JsonObject, root: JsonObject | undefined): readonly string[] {
  const pedigree = root === undefined ? undefined : objectAt(root, 'pedigree');
  const ancestors = pedigree === undefined ? [] : objectsAt(pedigree, 'ancestors', MAX_ITEMS);
  const named = ancestors.map((image) => firstOf(shortTextAt(image, 'purl'), groupedName(image, 'group')) ?? '');
  return [...named, ...baseNames(metadata), ...(root === undefined ? [] : baseNames(root))];
}

function baseNames(holder: JsonObject): readonly string[] {
  return objectsAt(holder, 'properties', MAX_ITEMS)
    .filter((property) => isBaseName(shortTextAt(property, 'name')))
    .map((property) => shortTextAt(property, 'value'));
}

function isBaseName(name: string): boolean {
  return name === BASE_NAME || name.endsWith(`:${BASE_NAME}`);
}
