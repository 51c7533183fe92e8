import { printable } from '../model/printable.ts';
import type { Paint } from '../report/text.ts';
import { counted } from './counted.ts';
import { headRows, judgementRows, leftoverLines, NOBODY_NAMED, show, signerRows } from './image-report-text.ts';
import type { AttachedSbom, ImageSboms, SbomSignature } from './sbom-image.ts';
import { componentTable, contentRows, type SbomTextOptions, timeText } from './sbom-text.ts';
import { table } from './text-table.ts';

/** The SBOMs of an image in words. Every line starts with a word of ours or with white space. */
export function explainImageSboms(found: ImageSboms, options: SbomTextOptions, paint: Paint): string {
  const { image, digest, kind, sboms, skipped, gaps } = found;
  const leftover = leftoverLines(skipped, gaps, paint);
  return [
    ...table(headRows(image, digest, kind)),
    ...sboms.flatMap((sbom) => ['', ...explainSbom(sbom, found, options, paint)]),
    ...(skipped.length + gaps.length > 0 ? [''] : []),
    ...leftover.skipped,
    ...leftover.gaps,
    '',
    conclusion(found, paint),
    '',
  ].join('\n');
}

function explainSbom(
  attached: AttachedSbom,
  { kind }: ImageSboms,
  options: SbomTextOptions,
  paint: Paint,
): readonly string[] {
  const { where, format, signed, platform, predicateType, trusted, signatures, sbom, problem } = attached;
  const about = platform ?? (kind === 'index' ? 'the index' : 'the image');
  const rows = [
    ['found', `${where} (${format})`],
    ['over', `${signed} (${about})`],
    ['type', predicateType],
    ...signatures.flatMap((signature) => signatureRows(signature, options.now)),
    ...(sbom === undefined ? [] : contentRows(sbom, options)),
  ];
  const components = sbom === undefined ? [] : componentTable(sbom, options);
  return [
    `sbom of ${printable(about)}: ${trustText(trusted, paint)}`,
    ...table(rows, '  '),
    ...(problem === undefined ? [] : [`  ${paint('denied', 'cannot be read')}: ${show(problem)}`]),
    ...(components.length > 0 ? ['', ...components] : []),
  ];
}

function trustText(trusted: boolean | undefined, paint: Paint): string {
  if (trusted === true) return paint('allowed', 'signed by somebody who is trusted');
  if (trusted === undefined) return paint('warned', 'nobody verified it');
  return `${paint('denied', 'NOT SIGNED')} by anybody that a policy trusts: no policy would count it`;
}

function signatureRows(signature: SbomSignature, now: number) {
  const { time, logIndex } = signature;
  const entry = logIndex === undefined ? '' : ` (log index ${logIndex})`;
  return [
    ...signerRows(signature),
    ...(time === undefined ? [] : [['signed', `${timeText(time, now)}${entry}`]]),
    ...judgementRows(signature),
  ];
}

function conclusion({ sboms, gaps, digest }: ImageSboms, paint: Paint): string {
  const trusted = sboms.filter((each) => each.trusted === true).length;
  const isVerified = sboms.some((each) => each.trusted !== undefined);
  if (sboms.length === 0) {
    const unknown = digest === undefined || gaps.length > 0 ? ', and not everything could be asked' : '';
    return paint('denied', `no SBOM was found${unknown}`);
  }
  const found = `${counted(sboms.length, 'SBOM')} found`;
  if (isVerified) return `${found}, ${trusted} signed by somebody who is trusted`;
  return `${found}; who signed was not looked at: ${NOBODY_NAMED}`;
}
