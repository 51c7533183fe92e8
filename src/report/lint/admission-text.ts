import type { AdmissionAnswer, AdmissionPreview, AdmissionVerdict } from '../../model/admission-preview.ts';
import { ACTIONS } from '../../model/problem.ts';
import type { Paint, Tone } from '../text.ts';
import { shown } from './safe-text.ts';

/** What is listed one by one; the rest is counted. */
const LISTED: readonly AdmissionVerdict[] = ['rejects', 'depends', 'passes'];
const TONES: Readonly<Record<AdmissionVerdict, Tone>> = {
  rejects: 'denied',
  depends: 'warned',
  passes: 'allowed',
  manifest: 'quiet',
  unchecked: 'quiet',
};
/** A policy that does not deny lets pods in all the same. */
const SOFTER = { Deny: 'rejects', Warn: 'warns', Audit: 'notes' } as const;
const WIDEST_NAME = 60;

/** What a cluster would say of pods of an image, as a table. */
export function admissionText(file: string, { answers, failures }: AdmissionPreview, paint: Paint): string {
  const listed = LISTED.flatMap((verdict) =>
    answers.filter((answer) => answer.verdict === verdict).toSorted((one, other) => rank(one) - rank(other)),
  );
  const names = listed.map(nameOf);
  const width = names.reduce((widest, { length }) => Math.min(WIDEST_NAME, Math.max(widest, length)), 0);
  return [
    `Would the cluster admit pods of ${shown(file)}?`,
    ...listed.map((answer, at) => row(answer, (names[at] ?? '').padEnd(width), paint)),
    ...rest(answers).map((line) => paint('quiet', `  ${line}`)),
    ...failures.map((failure) => paint('denied', `  not judged: ${shown(failure)}`)),
    '',
    '',
  ].join('\n');
}

/** What denies is first. */
function rank({ action }: AdmissionAnswer): number {
  return ACTIONS.indexOf(action);
}

function nameOf({ policy, rule }: AdmissionAnswer): string {
  return shown(`${policy}/${rule}`);
}

function row({ verdict, action, why, line }: AdmissionAnswer, name: string, paint: Paint): string {
  const word = verdict === 'rejects' ? SOFTER[action] : verdict;
  const reason = why === '' ? '' : `  ${line === undefined ? '' : `line ${line}: `}${shown(why)}`;
  return `  ${paint(TONES[verdict], word.padEnd('rejects'.length))}  ${name}${reason}`.trimEnd();
}

function rest(answers: readonly AdmissionAnswer[]): readonly string[] {
  const count = (verdict: AdmissionVerdict) => answers.filter((answer) => answer.verdict === verdict).length;
  const [manifest, unchecked] = [count('manifest'), count('unchecked')];
  return [
    ...(manifest > 0 ? [`${rules(manifest)} look at what manifests decide, and not the image`] : []),
    ...(unchecked > 0 ? [`${rules(unchecked)} not checked: they ask for what there is once the image is pushed`] : []),
    ...(answers.length === 0 ? ['no policy judges pods there'] : []),
  ];
}

function rules(count: number): string {
  return `${count} rule${count === 1 ? '' : 's'}`;
}
