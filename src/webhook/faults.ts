import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

const MAX_FRAMES = 8;

/** Counts and logs an error of ours that no answer tells of. */
export function reportFault({ metrics, log }: { metrics: Metrics; log: Log }, fault: unknown, what: string): void {
  metrics.failure('internal');
  log.logger.error(describeFault(fault), what);
}

/**
 * What may be logged of something that was thrown: its class, its code and where, but not its message,
 * because the engine quotes values in messages and values may be secrets.
 */
export function describeFault(fault: unknown): { readonly error: string; readonly at: readonly string[] } {
  if (!Error.isError(fault)) return { error: `a thrown ${typeof fault}`, at: [] };
  const { code } = fault as NodeJS.ErrnoException;
  const stack = fault.stack ?? '';
  const trace = stack.slice(Math.max(0, stack.indexOf(fault.message)) + fault.message.length);
  const frames = trace.split('\n').filter((line) => line.startsWith('    at '));
  return {
    error: typeof code === 'string' ? `${fault.name} ${code}` : fault.name,
    at: frames.slice(0, MAX_FRAMES).map((frame) => frame.trim()),
  };
}
