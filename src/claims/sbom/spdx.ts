import { type JsonObject, ownField } from '../../model/json.ts';
import type { Component, Sbom } from '../../model/sbom.ts';
import { claimedTime } from '../claimed-time.ts';
import { listAt, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { MAX_COMPONENTS, MAX_ITEMS, MAX_RELATIONS } from './limits.ts';
import { Relations } from './relations.ts';
import { nameOf, spdxComponent } from './spdx-package.ts';

/** Relations of packages that say that one is part of, or needed by, the other (SPDX 2.3, clause 11.1). */
const BETWEEN_PACKAGES = new Set([
  'CONTAINS',
  'CONTAINED_BY',
  'DEPENDS_ON',
  'DEPENDENCY_OF',
  'BUILD_DEPENDENCY_OF',
  'DEV_DEPENDENCY_OF',
  'OPTIONAL_DEPENDENCY_OF',
  'PROVIDED_DEPENDENCY_OF',
  'RUNTIME_DEPENDENCY_OF',
  'TEST_DEPENDENCY_OF',
  'DYNAMIC_LINK',
  'STATIC_LINK',
  'HAS_PREREQUISITE',
  'PREREQUISITE_FOR',
]);

/** One relation: `from` DEPENDS_ON `to`. */
interface Link {
  readonly from: string;
  readonly type: string;
  readonly to: string;
}

/** Reads SPDX 2 of a version that is supported. Files are not looked at. @throws ClaimError */
export function readSpdx(document: JsonObject, version: string): Sbom {
  const creation = objectAt(document, 'creationInfo') ?? {};
  const created = claimedTime(ownField(creation, 'created'));
  const creators = listAt(creation, 'creators', MAX_ITEMS).filter((creator) => typeof creator === 'string');
  const tools = creators.map(toolIn).filter((tool) => tool !== '');
  const people = creators.filter((creator) => !creator.startsWith('Tool:')).map((creator) => nameOf(creator.trim()));
  const packages = objectsAt(document, 'packages', MAX_COMPONENTS).map(spdxComponent);
  const links = objectsAt(document, 'relationships', MAX_RELATIONS).map(linkOf);
  const subject = subjectOf(document, packages, links);
  return {
    format: 'spdx',
    version,
    ...(created !== undefined && { created }),
    tools,
    authors: [...people.filter((name) => name !== ''), ...tools],
    ...(subject !== undefined && { subject }),
    components: packages.filter((item) => item !== subject),
    related: relatedOf(packages, links),
    baseImages: subject === undefined ? [] : baseImagesOf(subject, packages, links),
  };
}

function linkOf(relationship: JsonObject): Link {
  return {
    from: textAt(relationship, 'spdxElementId'),
    type: textAt(relationship, 'relationshipType'),
    to: textAt(relationship, 'relatedSpdxElement'),
  };
}

/** The one package that the document describes. Where it describes several, none of them stands out. */
function subjectOf(
  document: JsonObject,
  packages: readonly Component[],
  links: readonly Link[],
): Component | undefined {
  const id = shortTextAt(document, 'SPDXID');
  const described = new Set(listAt(document, 'documentDescribes', MAX_COMPONENTS));
  for (const { from, type, to } of links) {
    if (type === 'DESCRIBES' && from === id) described.add(to);
    if (type === 'DESCRIBED_BY' && to === id) described.add(from);
  }
  const found = packages.filter(({ ref }) => ref !== '' && described.has(ref));
  return found.length === 1 ? found[0] : undefined;
}

function relatedOf(packages: readonly Component[], links: readonly Link[]): ReadonlySet<string> {
  const relations = new Relations();
  for (const { ref } of packages) relations.know(ref);
  for (const { from, type, to } of links) if (BETWEEN_PACKAGES.has(type)) relations.relate(from, to);
  return relations.related();
}

/** What the subject descends from: an image has its base image for an ancestor. */
function baseImagesOf({ ref }: Component, packages: readonly Component[], links: readonly Link[]): readonly string[] {
  const ancestors = new Set<string>();
  for (const { from, type, to } of links) {
    if (type === 'DESCENDANT_OF' && from === ref) ancestors.add(to);
    if (type === 'ANCESTOR_OF' && to === ref) ancestors.add(from);
  }
  const found = packages.filter((item) => ancestors.delete(item.ref));
  return [...found.map(({ purl, name }) => purl ?? name), ...ancestors];
}

/** What comes behind the name of a tool: a dash, and digits with a point or at the end. */
const TOOL_VERSION = /-v?\d+(?:\.|$)/;

/** The tool in `Tool: syft-1.4.0`, as `syft@1.4.0`; '' where a creator is none. */
function toolIn(creator: string): string {
  if (!creator.startsWith('Tool:')) return '';
  const tool = creator.slice('Tool:'.length).trim();
  const dash = tool.search(TOOL_VERSION);
  return dash > 0 ? `${tool.slice(0, dash)}@${tool.slice(dash + 1)}` : tool;
}
