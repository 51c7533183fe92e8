import type { ImageHooks } from '../model/image-evidence.ts';
import type { Terminal } from './terminal.ts';

/** A person hears of faults that are ours, and reads of everything else in the result. */
export function userHooks(terminal: Terminal): ImageHooks {
  return {
    observe: () => {},
    // None is looked for: a command ends too soon.
    trustNotRefreshed: () => {},
    fault: (error) => terminal.complain(`tidewaiter: ${Error.isError(error) ? error.stack : String(error)}`),
  };
}
