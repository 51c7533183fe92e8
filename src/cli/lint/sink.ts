import { FileReplacement } from '../replace-file.ts';
import type { Terminal } from '../terminal.ts';

/** UTF-16 code units that are gathered before they are written. */
const CHUNK = 64 * 1_024;

/** Where a format is written to. */
export interface Sink {
  /** @throws SourceError where it cannot be written */
  write(text: string): Promise<void>;
  /** Everything is written: makes a file take the place of the one before. */
  close(): Promise<void>;
  /** Leaves a file as it was before. */
  abandon(): void;
}

/** Standard output. */
export function terminalSink(terminal: Terminal): Sink {
  return gathering({ put: (text) => terminal.print(text), commit() {}, abandon() {} });
}

/**
 * A file, which has its old content until all of the new one is there.
 * @throws SourceError where it cannot be written
 */
export function fileSink(path: string): Sink {
  const replacement = new FileReplacement(path);
  return gathering({
    async put(text) {
      replacement.write(text);
    },
    commit: () => replacement.commit(),
    abandon: () => replacement.abandon(),
  });
}

interface Target {
  put(text: string): Promise<void>;
  commit(): void;
  abandon(): void;
}

/** Few large writes in place of many small ones. */
function gathering(target: Target): Sink {
  let parts: string[] = [];
  let length = 0;
  const flush = async () => {
    const text = parts.join('');
    parts = [];
    length = 0;
    await target.put(text);
  };
  return {
    async write(text) {
      parts.push(text);
      length += text.length;
      if (length >= CHUNK) await flush();
    },
    async close() {
      await flush();
      target.commit();
    },
    abandon: () => target.abandon(),
  };
}
