import { askOnce, type ImageQuestion } from '../model/image-evidence.ts';
import type { NoMatchMode, SignatureRequirement, StaticAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action } from '../model/problem.ts';
import type { AskAboutImage, Check, Surroundings } from '../model/rule.ts';
import { explainVerdict, summarizeVerdict } from '../model/signature-text.ts';
import { attestationRule } from './image-attestation-rule.ts';
import { digestRule } from './image-digest-rule.ts';
import { COMMON, eachImage, type ImageRequirements, problem, unverified } from './image-uses.ts';

/** The rules that an ImagePolicy comes to; they are judged and excepted from like any other. */
export function imageRules(given: ImageRequirements, action: Action): readonly CompiledRule[] {
  const { digest, signatures, attestations, verdict } = given;
  const requirements = { ...given, covers: remembered(given.covers) };
  return [
    ...(digest === 'ignore' ? [] : [digestRule(requirements, action)]),
    ...(verdict === undefined ? [] : [staticRule(requirements, verdict, action)]),
    ...(signatures === undefined ? [] : [signatureRule(requirements, signatures, action)]),
    ...(attestations === undefined ? [] : [attestationRule(requirements, attestations, action)]),
  ];
}

/** Patterns are compared once with each reference: those of one text are one object as a rule. */
function remembered(covers: ImageRequirements['covers']): ImageRequirements['covers'] {
  const known = new WeakMap<ImageReference, boolean>();
  return (reference) => {
    const answer = known.get(reference);
    if (answer !== undefined) return answer;
    const isCovered = covers(reference);
    known.set(reference, isCovered);
    return isCovered;
  };
}

/** The rule about images that no ImagePolicy names. */
export function coverageRule(mode: Exclude<NoMatchMode, 'Allow'>): CompiledRule {
  return {
    ...COMMON,
    id: 'image-coverage',
    action: mode,
    remediation: 'Use an image that an ImagePolicy names, or have one written for it.',
    asks: () => undefined,
    check: (workload, report, { images }) => {
      eachImage(workload, report, (use) => {
        if (images?.isCovered(use, workload) !== true) report(problem(use, 'which no ImagePolicy names'));
      });
    },
  };
}

/** Nobody has to be asked, so that a file gets the verdict that the cluster gives. */
function staticRule({ covers }: ImageRequirements, { result, message }: StaticAuthority, action: Action): CompiledRule {
  const why = message === undefined ? '' : `: ${message}`;
  return {
    ...COMMON,
    id: 'image-signature',
    action,
    remediation: 'Use another image.',
    check(workload, report) {
      eachImage(workload, report, (use, reference) => {
        if (result === 'Deny' && covers(reference)) report(problem(use, `which the policy denies${why}`));
      });
    },
  };
}

function signatureRule(
  { covers, names }: ImageRequirements,
  requirement: SignatureRequirement,
  action: Action,
): CompiledRule {
  const question = askOnce((reference) => ({ about: 'signatures', reference, requirement }) as const);
  const asks: AskAboutImage = (reference): ImageQuestion | undefined =>
    covers(reference) ? question(reference) : undefined;
  const check: Check = (workload, report, { images }: Surroundings) => {
    eachImage(workload, report, (use, reference) => {
      if (!covers(reference)) return;
      const answer = images?.answer<'signatures'>(question(reference));
      if (answer === undefined) return;
      if (answer.state === 'unavailable') {
        report(unverified(use, answer, requirement.degrade, names(reference)));
      } else if (!answer.value.verified) {
        const message = `which is not signed as the policy asks: ${summarizeVerdict(answer.value, requirement)}`;
        report({ ...problem(use, message), details: explainVerdict(answer.value, requirement) });
      }
    });
  };
  return {
    ...COMMON,
    id: 'image-signature',
    action,
    remediation:
      'Have the image signed as the policy asks, or mend what keeps us from looking; `tidewaiter verify IMAGE` shows both.',
    asks,
    check,
  };
}
