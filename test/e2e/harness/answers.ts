import type { KubeAnswer } from './kube.ts';

/** `STATUS: message` of an answer, `STATUS` alone where an object came back; for expectations that explain themselves. */
export function outcome({ status, body }: KubeAnswer): string {
  return status < 400 ? String(status) : `${status}: ${body.message ?? body}`;
}

/** A denial by one of the webhooks of the suite, whatever its reasons. */
export const DENIED = /^403: admission webhook "\w+\.tidewaiter\.test" denied the request: /;
