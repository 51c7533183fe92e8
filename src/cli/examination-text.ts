import type { SignatureReport } from '../model/image-evidence.ts';
import type { Paint, Tone } from '../report/text.ts';
import type { DemandVerdict, Examination, PlatformFacts } from './examination.ts';
import type { ShownAttestation } from './examined-attestations.ts';
import { headRows, judgementRows, leftoverLines, NOBODY_NAMED, show, signerRows } from './image-report-text.ts';
import { explainAttested } from './requirement-text.ts';
import { table } from './text-table.ts';

const NO_VALUE = '-';

const VERDICTS: Readonly<Record<DemandVerdict['state'], { readonly tone: Tone; readonly text: string }>> = {
  proved: { tone: 'allowed', text: 'proved' },
  'not proved': { tone: 'denied', text: 'NOT PROVED' },
  unknown: { tone: 'denied', text: 'UNKNOWN' },
  'no signatures asked': { tone: 'quiet', text: 'asks for no signatures' },
};

/**
 * An examination in words. Every line starts with a word of ours or with white space, and what came from outside has no
 * characters that deceive.
 */
export function explainExamination(examination: Examination, paint: Paint): string {
  const { image, digest, kind, mediaType = '', platforms, policies, unverified, attestations } = examination;
  const leftover = leftoverLines(examination.skipped, examination.gaps, paint);
  return [
    ...table(headRows(image, digest, kind && `${kind} (${mediaType})`)),
    ...section(platforms.length > 0, () => table([PLATFORM_HEAD, ...platforms.map(platformRow)])),
    ...policies.flatMap((policy) => ['', ...explainDemand(policy, examination, paint)]),
    ...section(unverified.length > 0, () => [
      'signatures that nobody verified:',
      ...unverified.map((each) => `  ${show(each.where)} (${each.format}), over ${show(each.signed)}`),
    ]),
    ...section(attestations.length > 0, () => [
      'attestations:',
      ...attestations.flatMap((attestation) => explainAttestation(attestation, paint)),
    ]),
    ...section(leftover.skipped.length > 0, () => leftover.skipped),
    ...section(leftover.gaps.length > 0, () => leftover.gaps),
    '',
    conclusion(examination, paint),
    '',
  ].join('\n');
}

function conclusion({ verdict, policies, digest }: Examination, paint: Paint): string {
  const { tone, text } = VERDICTS[verdict];
  const isAsked = policies.some(({ state }) => state !== 'no signatures asked');
  const reason =
    isAsked || digest === undefined
      ? ''
      : policies.length === 0
        ? `: ${NOBODY_NAMED}`
        : ': no policy asks for signatures or attestations';
  return `verdict: ${paint(tone, text)}${reason}`;
}

const PLATFORM_HEAD = ['platform', 'digest', 'user', 'created', 'ports'];

function platformRow({ platform, digest, user, created, exposedPorts }: PlatformFacts): readonly string[] {
  const ports = exposedPorts === undefined || exposedPorts.length === 0 ? NO_VALUE : exposedPorts.join(', ');
  return [platform, digest, user === '' ? 'none (root)' : (user ?? NO_VALUE), created ?? NO_VALUE, ports];
}

function explainDemand(
  { policy, state, conditions, digest: mode, atLeast = 0, ...verdict }: DemandVerdict,
  { image, digest = '' }: Examination,
  paint: Paint,
): readonly string[] {
  const { authorities = [], missing = [], reason, signatures = [], attestations } = verdict;
  const { tone, text } = VERDICTS[state];
  const who = policy === undefined ? 'command line' : `policy ${show(policy)}`;
  const wanted = authorities.length === 1 ? '' : atLeast === authorities.length ? ' each of' : ` ${atLeast} of`;
  const pinned = image.includes('@') ? image : `${image}@${digest}`;
  return [
    `${who}: ${paint(tone, text)}`,
    ...(conditions.length > 0 ? [`  counts only where its match holds: ${conditions.join(', ')}`] : []),
    ...(mode === 'require' && !image.includes('@') ? [`  wants the digest written: ${show(pinned)}`] : []),
    ...(authorities.length > 0 ? [`  wants a signature of${wanted}: ${show(authorities.join(', '))}`] : []),
    ...(reason === undefined ? [] : [`  because: ${show(reason)}`]),
    ...(missing.length > 0 && signatures.length === 0 && reason === undefined ? ['  found no signature'] : []),
    ...signatures.flatMap((signature) => [
      `  ${explainPlace(signature, paint)}`,
      ...table(reportRows(signature), '    '),
    ]),
    ...(attestations === undefined ? [] : explainAttested(attestations, paint)),
  ];
}

function explainAttestation(attestation: ShownAttestation, paint: Paint): readonly string[] {
  const { predicateType, size } = attestation;
  const kind = predicateType === undefined ? [] : [['type', predicateType]];
  const rows = [...kind, ['size', `${size} bytes`], ...reportRows(attestation)];
  return [`  ${explainPlace(attestation, paint)}`, ...table(rows, '    ')];
}

function explainPlace({ where, format, accepted, refusals }: SignatureReport, paint: Paint): string {
  const isJudged = accepted.length > 0 || refusals.length > 0;
  const refused = isJudged ? paint('denied', 'refused') : 'not verified:';
  return `${accepted.length > 0 ? paint('allowed', 'accepted') : refused} ${show(where)} (${format})`;
}

function reportRows(report: SignatureReport): readonly (readonly string[])[] {
  const { logIndex, time, signed } = report;
  return [
    ['over', signed],
    ...signerRows(report),
    ...(logIndex === undefined ? [] : [['log index', logIndex]]),
    ...(time === undefined ? [] : [['time', time]]),
    ...judgementRows(report),
  ];
}

function section(isThere: boolean, lines: () => readonly string[]): readonly string[] {
  return isThere ? ['', ...lines()] : [];
}
