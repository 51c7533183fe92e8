import {
  type ForbiddenPackage,
  SBOM_VERSIONS,
  type SbomFormat,
  type SbomTerms,
  UNKNOWN_MODES,
} from '../model/attestation.ts';
import {
  list,
  number,
  optional,
  type RecordFault,
  type RecordOf,
  record,
  required,
  scalarOrRecord,
  text,
  variant,
  word,
} from '../model/schema.ts';
import { checkGlob } from '../parse/glob.ts';
import { BASE_IMAGES } from './base-images.ts';
import { duration, durationOf } from './duration.ts';
import { oneLine } from './one-line.ts';
import { emptiness } from './one-of.ts';
import { type PlacedText, placedPackage, placedTexts } from './placed-texts.ts';

/** Entries of the lists of packages and of licences. */
const MAX_ENTRIES = 1_000;
/** Components of an image: no longer list is read. */
const MAX_COMPONENTS = 200_000;

interface FormatSource {
  readonly format: SbomFormat;
  readonly minVersion?: string;
}

const formatVariant = (name: string, format: SbomFormat) => ({
  description: `${name}, in JSON`,
  fields: {
    minVersion: optional(word('The oldest version that counts; default: any that can be read', SBOM_VERSIONS[format])),
  },
});

const FORMAT = variant<FormatSource>('A format', 'format', {
  cyclonedx: formatVariant('CycloneDX', 'cyclonedx'),
  spdx: formatVariant('SPDX', 'spdx'),
});

const FORBIDDEN = scalarOrRecord(
  'A package that may not be there',
  placedPackage(),
  record('A package that may not be there, and why', {
    purl: required(placedPackage()),
    reason: optional(text('Why, for the person whose image is denied')),
  }),
);

const licenses = (description: string) =>
  list(
    `${description}: ids of SPDX, with "WITH" and an exception where that is meant, and globs such as GPL-*`,
    text('A licence', { maxLength: 256 }),
    { maxItems: MAX_ENTRIES },
  );

const globs = (description: string, what: string) =>
  optional(list(description, text(what, { maxLength: 256, check: checkGlob })));

const FIELDS = {
  formats: optional(list('Formats that count; default: all that can be read', FORMAT, { maxItems: 2 })),
  maxAge: optional(duration('How old it may be, by what it says itself and by who vouches for its time: 90d')),
  minComponents: optional(
    number('How many components it must list; default: 1', { integer: true, minimum: 0, maximum: MAX_COMPONENTS }),
  ),
  deny: optional(
    record(
      'What may not be in the image',
      {
        packages: optional(list('Packages', FORBIDDEN, { maxItems: MAX_ENTRIES })),
        licenses: optional(licenses('Licences that nothing may be under')),
      },
      (deny): RecordFault | undefined => emptiness(deny),
    ),
  ),
  require: optional(
    record('What must be in the image', {
      packages: required(list('Packages, each of which must be there', placedPackage())),
    }),
  ),
  allow: optional(
    record('What alone may be in the image', { licenses: required(licenses('Licences that all must be under')) }),
  ),
  onUnknown: optional(
    word(
      'What becomes of components whose licence is missing or none that is known; default: deny with allow.licenses, ' +
        'warn without',
      UNKNOWN_MODES,
    ),
  ),
  ntia: optional(
    record('The minimum elements of the NTIA: supplier, name, version, id and relation; author and time of the list', {
      minCoverage: required(
        number('Per cent of the components that must have all of them', { minimum: 1, maximum: 100 }),
      ),
    }),
  ),
  suppliers: globs('Who may supply components; one without a supplier is refused', 'A glob; * stands for anything'),
  tools: globs('What may have made the list', 'A glob over name or name@version: syft*'),
  baseImages: optional(BASE_IMAGES),
};

/** The block `sbom` of an attestation. */
export type SbomSource = RecordOf<typeof FIELDS>;

/** What a list of the parts of an image must be like. */
export const SBOM_BLOCK = record('What the list of its parts must be like', FIELDS, checkBlock);

function checkBlock(source: SbomSource): RecordFault | undefined {
  const { formats = [], deny = {}, allow, onUnknown } = source;
  const names = formats.map(({ format }) => format);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) return { field: 'formats', message: `name ${repeated} twice` };
  if (onUnknown !== undefined && deny.licenses === undefined && allow === undefined) {
    const message = 'is never looked at: neither deny nor allow names licences';
    return { field: 'onUnknown', message };
  }
  return emptiness(source) ?? contradiction(source);
}

function contradiction({ deny = {}, require, allow }: SbomSource): RecordFault | undefined {
  const forbidden = new Set((deny.packages ?? []).map((entry) => forbiddenPackage(entry).purl));
  const wanted = require?.packages.find((purl) => forbidden.has(purl));
  if (wanted !== undefined) {
    return { field: 'require', message: `asks for ${wanted}, which deny forbids: no image has that` };
  }
  const denied = new Set(deny.licenses);
  const license = allow?.licenses.find((entry) => denied.has(entry));
  return license === undefined
    ? undefined
    : { field: 'allow', message: `names the licence ${license}, which deny forbids` };
}

/** The texts of a block that are checked when the policy is compiled. */
export function sbomTexts({ deny = {}, require, allow }: SbomSource): readonly PlacedText[] {
  const forbidden = (deny.packages ?? []).map((entry, index): PlacedText => {
    const at = ['deny', 'packages', index];
    return typeof entry === 'string'
      ? { kind: 'package', at, text: entry }
      : { kind: 'package', at: [...at, 'purl'], text: entry.purl };
  });
  return [
    ...forbidden,
    ...placedTexts('package', ['require', 'packages'], require?.packages),
    ...placedTexts('license', ['deny', 'licenses'], deny.licenses),
    ...placedTexts('license', ['allow', 'licenses'], allow?.licenses),
  ];
}

/** What a checked block says. */
export function sbomTerms(source: SbomSource): SbomTerms {
  const { formats, maxAge, minComponents = 1, deny = {}, require, allow, ntia, suppliers, tools } = source;
  return {
    kind: 'sbom',
    ...(formats && { formats }),
    ...(maxAge !== undefined && { maxAge: durationOf(maxAge) }),
    minComponents,
    denyPackages: (deny.packages ?? []).map(forbiddenPackage),
    requirePackages: require?.packages ?? [],
    denyLicenses: deny.licenses ?? [],
    ...(allow && { allowLicenses: allow.licenses }),
    onUnknown: source.onUnknown ?? (allow === undefined ? 'warn' : 'deny'),
    ...(ntia && { ntia }),
    ...(suppliers && { suppliers }),
    ...(tools && { tools }),
    ...(source.baseImages && { baseImages: source.baseImages }),
  };
}

function forbiddenPackage(entry: string | { readonly purl: string; readonly reason?: string }): ForbiddenPackage {
  if (typeof entry === 'string') return { purl: entry };
  const { purl, reason } = entry;
  return { purl, ...(reason !== undefined && { reason: oneLine(reason) }) };
}
