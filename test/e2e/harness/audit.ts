import { readFile } from 'node:fs/promises';
import { until } from './wait.ts';

/** What the tests look at in an event of `audit.k8s.io/v1`. */
export interface AuditEvent {
  readonly auditID: string;
  readonly stage: string;
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly responseStatus: { readonly code: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The event of a request that has been answered, once the API server has written it to its log. */
export function auditEvent(log: string, auditId: string): Promise<AuditEvent> {
  return until(`request ${auditId} in the audit log`, async () => {
    const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes(auditId));
    const events: AuditEvent[] = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line));
    return events.find(({ auditID, stage }) => auditID === auditId && stage === 'ResponseComplete');
  });
}
