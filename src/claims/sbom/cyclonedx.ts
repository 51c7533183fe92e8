import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import type { Sbom } from '../../model/sbom.ts';
import { claimedTime } from '../claimed-time.ts';
import { listAt, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { cycloneDxBaseImages } from './cyclonedx-base.ts';
import { cycloneDxComponent, groupedName, namesOf } from './cyclonedx-component.ts';
import { readComponents } from './cyclonedx-components.ts';
import { MAX_ITEMS, MAX_RELATIONS } from './limits.ts';
import { Relations } from './relations.ts';

/** Reads CycloneDX of a version that is supported (ECMA-424). @throws ClaimError */
export function readCycloneDx(document: JsonObject, version: string): Sbom {
  const metadata = objectAt(document, 'metadata') ?? {};
  const root = objectAt(metadata, 'component');
  const subject = root === undefined ? undefined : cycloneDxComponent(root);
  const relations = new Relations();
  relations.know(subject?.ref ?? '');
  const inRoot = root === undefined ? [] : [{ object: root, ref: subject?.ref ?? '' }];
  const components = readComponents([...inRoot, { object: document, ref: '' }], relations);
  for (const dependency of objectsAt(document, 'dependencies', MAX_RELATIONS)) {
    const ref = textAt(dependency, 'ref');
    for (const other of listAt(dependency, 'dependsOn', MAX_RELATIONS)) relations.relate(ref, other);
  }
  const created = claimedTime(ownField(metadata, 'timestamp'));
  const tools = toolsOf(metadata);
  return {
    format: 'cyclonedx',
    version,
    ...(created !== undefined && { created }),
    tools,
    authors: [...authorsOf(metadata), ...tools],
    ...(subject !== undefined && { subject }),
    components,
    related: relations.related(),
    baseImages: cycloneDxBaseImages(metadata, root),
  };
}

/** A list of tools, as until 1.4 and still legal; or since 1.5 components and services that are tools. */
function toolsOf(metadata: JsonObject): readonly string[] {
  if (!isObject(ownField(metadata, 'tools'))) return toolNames(metadata, 'tools', 'vendor');
  const tools = objectAt(metadata, 'tools') ?? {};
  return [...toolNames(tools, 'components', 'group'), ...toolNames(tools, 'services', 'group')];
}

function toolNames(parent: JsonObject, field: string, vendorField: string): readonly string[] {
  return objectsAt(parent, field, MAX_ITEMS)
    .map((tool) => {
      const name = groupedName(tool, vendorField);
      const version = shortTextAt(tool, 'version');
      return name === '' || version === '' ? name : `${name}@${version}`;
    })
    .filter((tool) => tool !== '');
}

/** `manufacture` is how it was spelt until 1.5. */
function authorsOf(metadata: JsonObject): readonly string[] {
  const organizations = ['manufacturer', 'manufacture', 'supplier'].map((field) => objectAt(metadata, field));
  return namesOf([
    ...objectsAt(metadata, 'authors', MAX_ITEMS),
    ...organizations.filter((organization) => organization !== undefined),
  ]);
}
