import { exampleApplications, type ShippedPolicy } from './shipped-policies.ts';

/** policies/README.md: which policies there are. */
export function policyIndex(policies: readonly ShippedPolicy[]): string {
  return `${[
    '# Policies',
    '',
    'Policies to start with. Each folder holds the policy, its tests, and a page with the reasons, who is hit, and how to',
    'soften or harden it. Use them as they are, or copy them and make them yours.',
    '',
    '| Policy | What it is for | Rules that deny | Rules that warn |',
    '|---|---|---|---|',
    ...policies.map(row),
    '',
    '[workload-kinds](workload-kinds/README.md) is no policy: it names custom resources that run pods, for policies to judge.',
    '',
    'Where to start: `pod-hygiene` and `secrets`, which most teams can deny by within days; then `least-privilege`, with',
    'an exception for each agent of the node; `reliability` and `networking` in the pipeline, where they see all files.',
    '`supply-chain-basics` asks for digests, and so for a pipeline that writes them. `image-trust` and `attestations` are',
    'examples to copy: who must have signed and attested what only you know. The `pod-security` policies are the Kubernetes',
    'standard to the letter.',
    '',
    `What each of them finds in ${spelled(exampleApplications().length)} applications: [example applications](../docs/example-applications.md).`,
    '',
    '```console',
    'tidewaiter review --policies policies/pod-hygiene,policies/secrets manifests/',
    'tidewaiter test policies/',
    '```',
  ].join('\n')}\n`;
}

function row({ name, policy, purpose }: ShippedPolicy): string {
  const count = (wanted: string) =>
    policy.rulesFor === undefined ? policy.rules.filter(({ action }) => action === wanted).length : 'by label';
  return `| [${name}](${name}/README.md) | ${purpose} | ${count('Deny')} | ${count('Warn')} |`;
}

function spelled(count: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count);
}
