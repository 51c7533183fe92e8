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

/** What our webhook of this name had the API server write beside a request, without the name that it puts before it. */
export async function ourAnnotations(
  log: string,
  auditId: string,
  webhook = 'validating.tidewaiter.test',
): Promise<Readonly<Record<string, string>>> {
  const { annotations = {} } = await auditEvent(log, auditId);
  const own = Object.entries(annotations).filter(([key]) => key.startsWith(`${webhook}/`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(webhook.length + 1), value]));
}
