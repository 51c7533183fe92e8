import type { Webhook } from '../webhook/server.ts';
import { EXIT } from './exit-code.ts';

/**
 * Keeps the process alive until it is told to end, and then ends it: the first SIGTERM or SIGINT answers
 * what is under way, a second one ends at once. A rejection that nobody handles is reported and no more;
 * after an exception that nobody caught the state is unknown, so the process ends.
 */
export function runUntilSignal(webhook: Webhook): Promise<never> {
  let leaving = false;
  const drain = (signal: NodeJS.Signals) => {
    if (leaving) return leave(EXIT.failed, webhook.close());
    leaving = true;
    webhook.logger.info({ signal }, 'draining');
    leave(EXIT.ok, webhook.drain());
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  process.on('unhandledRejection', (error) => webhook.reportFault(error));
  process.once('uncaughtException', (error) => {
    webhook.reportFault(error);
    leave(EXIT.failed, webhook.close());
  });
  return new Promise(() => {});
}

/** `process.exit` would wait for ever for log lines that nobody takes; then only a signal ends the process. */
function leave(code: number, closed: Promise<boolean>): void {
  void closed.then((flushed) => (flushed ? process.exit(code) : process.kill(process.pid, 'SIGKILL')));
}
