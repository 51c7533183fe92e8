import type { Workload } from './workload.ts';

/** Operations that a policy can name. */
export const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE'] as const;
/** Connections are judged by the rules about them, in every policy that has one. */
export type Operation = (typeof OPERATIONS)[number] | 'CONNECT';

/** Who asks, from `request.userInfo` alone: nothing in the object may stand in for it. */
export interface Requester {
  readonly username: string;
  readonly groups: readonly string[];
}

/** What is judged: a workload and what is about to happen to it. */
export interface Subject {
  readonly operation: Operation;
  /** The object as the request leaves it; for DELETE as it stands. */
  readonly workload: Workload;
  /** UPDATE only: the object as it stands. Absent: everything counts as changed. */
  readonly before?: Workload;
  /** Absent where nobody is named, as offline: every condition about users counts as met. */
  readonly requester?: Requester;
}

/** One object, read once for each pod template in it; nearly always one. */
export type Subjects = readonly [Subject, ...Subject[]];
