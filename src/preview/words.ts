import type { Build } from '../model/build.ts';
import type { Finding } from '../model/decision.ts';
import type { Action } from '../model/problem.ts';
import { IMAGE, PLATFORM } from './pod.ts';

const VERBS: Readonly<Record<Action, string>> = {
  Deny: 'rejects',
  Warn: 'warns of',
  Audit: 'notes',
};

/** @param fact what the image does, as the start of a sentence */
export function rejectsText({ message, policy, action }: Finding, fact: string): string {
  const found = message.replaceAll(`the image "${IMAGE}", which on ${PLATFORM} `, 'an image that ');
  return `${fact}, and policy "${policy}" ${VERBS[action]} pods that say so: ${found}`;
}

/** For users with a name, who pass a policy and are refused by the kubelet. */
export function nameText({ policy }: Finding, fact: string): string {
  return (
    `${fact}, and policy "${policy}" asks for runAsNonRoot: true, with which the kubelet starts no container whose image ` +
    'names its user'
  );
}

/** @param doubt why nobody knows, as a half sentence */
export function dependsText({ policy, action }: Finding, doubt: string, { final }: Build) {
  const base = final?.chain.at(-1)?.base;
  const isBase = base !== undefined && base.kind !== 'unknown' && doubt.includes(' image "');
  return {
    message: `nobody knows whether policy "${policy}" ${VERBS[action]} pods of the image: ${doubt}`,
    remediation: isBase
      ? 'Run `tidewaiter lock` over the file, which notes what the base image says, or say it in the Dockerfile'
      : 'Give the variable a default, or its value with --build-arg, or say it in the Dockerfile without one',
  };
}
