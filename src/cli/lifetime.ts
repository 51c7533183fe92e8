import type { Webhook } from '../webhook/server.ts';
import { EXIT } from './exit-code.ts';

/**
 * Keeps the process alive until it is told to end, and then ends it: the first SIGTERM or SIGINT answers
 * what is under way, a second one ends at once. A rejection that nobody handles is reported and no more;
 * after an exception that nobody caught the state is unknown, so the process ends.
 */
export function runUntilSignal(webhook: Webhook): Promise<never> {
  let code: number | undefined;
  const leave = (exitCode: number, closed: Promise<boolean>) => {
    code = exitCode;
    // Where nobody takes the last log lines, `process.exit` would wait for ever; then only a signal ends the process.
    void closed.then((flushed) => (flushed ? process.exit(code) : process.kill(process.pid, 'SIGKILL')));
  };
  const stop = (signal: NodeJS.Signals) => {
    if (code !== undefined) return leave(EXIT.failed, webhook.close());
    webhook.logger.info({ signal }, 'draining');
    leave(EXIT.ok, webhook.drain());
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('unhandledRejection', (error) => webhook.reportFault(error));
  process.once('uncaughtException', (error) => {
    webhook.reportFault(error);
    leave(EXIT.failed, webhook.close());
  });
  return new Promise(() => {});
}
