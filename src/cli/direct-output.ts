import { fstatSync, writeSync } from 'node:fs';

/** Standard output without a stream, which Node.js takes a tenth of a short run to make. */
export interface DirectOutput {
  /** Whether a person may be looking at it. */
  readonly mayBeTerminal: boolean;
  /**
   * Writes a text, waiting for a slow reader.
   * @returns what is left where the system would not wait: that is for the stream
   * @throws Error of the system, such as EPIPE
   */
  write(text: string): Buffer | undefined;
}

/** Output to a file that is open, by its number. */
export function directOutput(file: number): DirectOutput {
  return {
    get mayBeTerminal() {
      try {
        return fstatSync(file).isCharacterDevice();
      } catch {
        return false;
      }
    },
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) {
        try {
          at += writeSync(file, bytes, at);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return bytes.subarray(at);
          throw error;
        }
      }
      return undefined;
    },
  };
}
