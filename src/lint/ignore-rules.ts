import type { DockerfileRule } from '../model/dockerfile-rule.ts';
import { flag, type Infer, optional, record } from '../model/schema.ts';

const NO_OPTIONS = record('Options', {});

/** Rules about comments of other tools, whose rules are not all known here. */
const PEERS = record('Options', {
  peers: optional(flag('Also comments of other tools, which may be meant for them alone; default: false')),
});

export type PeersOption = Infer<typeof PEERS>;

/** The rule of comments that do not say why. */
export const NEEDS_REASON = 'ignore-needs-reason';

/** What the engine says of comments that ignore findings. It reports them itself, once it knows what they took out. */
export const IGNORE_RULES = [
  {
    id: 'expired-ignore',
    severity: 'warning',
    summary: 'Comments that ignore findings have not run out',
    why: 'The finding was to be mended by then; the comment does not take it out any more',
    remediation: 'Mend the finding and remove the comment, or agree on a later day',
    options: NO_OPTIONS,
  },
  {
    id: 'forbidden-ignore',
    severity: 'error',
    summary: 'Comments ignore only what policies let them ignore',
    why: 'A policy keeps the rule out of the reach of comments, or limits how long they may count, so that the finding stays',
    remediation: 'Mend the finding and remove the comment, or ask the owner of the policy for an exception',
    options: NO_OPTIONS,
  },
  {
    id: NEEDS_REASON,
    severity: 'warning',
    optIn: true,
    summary: 'Comments that ignore findings say why',
    why: 'Nobody can tell later whether the comment is still needed',
    remediation: 'Add -- and a reason behind the rules',
    options: NO_OPTIONS,
  },
  {
    id: 'no-inline-ignore',
    severity: 'warning',
    optIn: true,
    summary: 'No comment ignores findings',
    why: 'Exceptions then lie where their owners see them: in policies',
    remediation: 'Mend the finding, or turn the rule down in a policy',
    aliases: { hadolint: ['DL1001'] },
    options: NO_OPTIONS,
  },
  {
    id: 'unknown-ignore',
    severity: 'warning',
    summary: 'Comments that ignore findings are understood',
    why: 'A comment with a mistake in it takes nothing out, or less than its author thought',
    remediation: 'Write # tidewaiter-ignore rule,rule until=2027-01-31 -- reason, with rules that there are',
    options: PEERS,
  },
  {
    id: 'unused-ignore',
    severity: 'info',
    summary: 'Comments that ignore findings take some out',
    why: 'A comment that nothing needs hides the next finding of its rule',
    remediation: 'Remove the rule from the comment, or the comment',
    fixes: 'safe',
    options: PEERS,
  },
].map((description) => ({ ...description, compile: () => () => {} }) as DockerfileRule);

/** Comments cannot take these out: they are about comments. */
export const ABOUT_IGNORES: ReadonlySet<string> = new Set(IGNORE_RULES.map(({ id }) => id));
