/** The shipped policies that the demo and `npm start` judge by. */
export const DEMO_POLICIES: readonly string[] = ['pod-hygiene', 'supply-chain-basics'];

/** A review that the demo sends, and the decision that the shipped policies must come to. */
export interface DemoCase {
  readonly title: string;
  /** Name of the file in test/fixtures/reviews, without `.json`. */
  readonly review: string;
  /** Rules that deny, in any order; none: the request is allowed. `malformed`: the request itself is refused. */
  readonly expected: readonly string[] | 'malformed';
}

export const DEMO_CASES: readonly DemoCase[] = [
  { title: 'a good pod', review: 'good-pod', expected: [] },
  { title: 'a pod that runs as root', review: 'root-pod', expected: ['run-as-non-root'] },
  { title: 'a pod without requests and limits', review: 'no-limits-pod', expected: ['require-resources'] },
  {
    title: 'an image that is not pinned',
    review: 'unpinned-image-pod',
    expected: ['pin-image-digest', 'disallow-latest-tag'],
  },
  {
    title: 'a privileged pod',
    review: 'privileged-pod',
    expected: ['disallow-privileged', 'disallow-privilege-escalation'],
  },
  {
    title: 'a debug container, added through pods/ephemeralcontainers',
    review: 'ephemeral-container',
    expected: [
      'run-as-non-root',
      'disallow-privileged',
      'disallow-privilege-escalation',
      'drop-all-capabilities',
      'pin-image-digest',
    ],
  },
  { title: 'an image volume without a digest', review: 'image-volume-pod', expected: ['pin-image-digest'] },
  { title: 'a Deployment', review: 'deployment', expected: ['run-as-non-root', 'require-resources'] },
  { title: 'a malformed request', review: 'malformed', expected: 'malformed' },
];
