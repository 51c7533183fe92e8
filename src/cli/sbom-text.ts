import { age } from '../claims/age.ts';
import { NTIA_ELEMENTS, type NtiaCoverage } from '../claims/sbom/ntia.ts';
import { FORMAT_NAMES } from '../claims/sbom/read.ts';
import type { Count } from '../claims/sbom/summary.ts';
import { counted } from './counted.ts';
import type { LicenseCount, SbomContent, ShownComponent } from './sbom-content.ts';
import { table } from './text-table.ts';

/** How much is shown of a document. */
export interface SbomTextOptions {
  /** Rows of the table of components. */
  readonly components: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Names that one line lists. */
const MAX_NAMES = 12;
const NO_VALUE = '-';
/** Clocks differ by so much, in milliseconds. */
const MINUTE = 60_000;

/** What a document says of itself and in sum, as rows of a name and a text. */
export function contentRows(content: SbomContent, { now }: SbomTextOptions): readonly (readonly string[])[] {
  const { format, version, created, tools, authors, subject, baseImages, types, licenses, ntia } = content;
  const made = created === undefined ? 'does not say when it was made' : `made ${timeText(created, now)}`;
  const known = licenses.filter((each) => each.known);
  const unknown = licenses.filter((each) => !each.known);
  return [
    ['document', `${FORMAT_NAMES[format]} ${version}, ${made}`],
    ['tools', list(tools)],
    ['authors', list(authors)],
    ...(subject === undefined ? [] : [['about', `${subject.name} ${subject.version}`.trim()]]),
    ...(baseImages.length === 0 ? [] : [['built on', list(baseImages)]]),
    ['components', `${ntia.components}${types.length === 0 ? '' : `: ${list(types.map(countText))}`}`],
    ['licences', licenses.length === 0 ? NO_VALUE : licenceText(known, unknown)],
    ['NTIA', ntiaText(ntia)],
  ];
}

/** The table of components, with a line that says how many are left out. */
export function componentTable({ components }: SbomContent, { components: most }: SbomTextOptions): readonly string[] {
  if (components.length === 0 || most === 0) return [];
  const rest = components.length - most;
  return [
    ...table([HEAD, ...components.slice(0, most).map(row)], '  '),
    ...(rest > 0
      ? [`  and ${rest} more; --components ${components.length} shows all, and --format json has them`]
      : []),
  ];
}

/** `2026-11-01T12:00:00.000Z, 19 days ago`. */
export function timeText(time: string, now: number): string {
  const passed = now - Date.parse(time);
  if (Math.abs(passed) < MINUTE) return `${time}, just now`;
  return `${time}, ${passed >= 0 ? `${age(passed)} ago` : `${age(-passed)} from now`}`;
}

const HEAD = ['name', 'version', 'type', 'licence', 'supplier'];

function row({ name, version, type, license, supplier }: ShownComponent): readonly string[] {
  return [name, version, type, license, supplier].map((text) => text || NO_VALUE);
}

function licenceText(known: readonly LicenseCount[], unknown: readonly LicenseCount[]): string {
  const parts = [
    ...(known.length > 0 ? [list(known.map(countText))] : []),
    ...(unknown.length > 0 ? [`not known: ${list(unknown.map(countText))}`] : []),
  ];
  return parts.join('; ');
}

function ntiaText({ author, timestamp, components, complete, having }: NtiaCoverage): string {
  const has = (is: boolean, name: string) => (is ? name : `no ${name}`);
  const head = `${has(author, 'author')}, ${has(timestamp, 'time')}`;
  if (components === 0) return head;
  const share = (part: number) => `${Math.floor((100 * part) / components)} %`;
  const each = NTIA_ELEMENTS.map((element) => `${element} ${share(having[element])}`).join(', ');
  return `${head}; ${share(complete)} of ${counted(components, 'component')} have all elements: ${each}`;
}

function countText({ name, count }: Count): string {
  return `${name} ${count}`;
}

function list(names: readonly string[]): string {
  if (names.length === 0) return NO_VALUE;
  const rest = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
