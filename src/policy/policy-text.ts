import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { POLICY_LIMITS } from '../parse/yaml-limits.ts';
import { files } from './file-calls.ts';
import type { ProblemList } from './problem-list.ts';

const MAX_BYTES = POLICY_LIMITS.bytes;
const LINE_FEED = 0x0a;

/**
 * The text of a policy file, with its byte order mark where it has one. Undefined where it is not a regular
 * file, too long or not UTF-8: the list says so. Rejects with what the system says where it cannot be read.
 */
export async function readPolicyText(file: string, problems: ProblemList): Promise<string | undefined> {
  const complain = (message: string, line = 1) => problems.add({ file, line, column: 1, message });
  const bytes = await readStart(file);
  if (bytes === undefined) complain('not a regular file');
  else if (bytes.length > MAX_BYTES) complain(`the file is larger than ${MAX_BYTES} bytes; split it`);
  else {
    const badLine = firstBadLine(bytes);
    if (badLine === undefined) return bytes.toString('utf8');
    complain('the file is not valid UTF-8', badLine);
  }
  return undefined;
}

/** At most one byte more than is allowed. Does not wait for the other end of a pipe. */
async function readStart(file: string): Promise<Buffer | undefined> {
  const descriptor = await files.open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await files.fstat(descriptor)).isFile()) return undefined;
    const buffer = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await files.read(descriptor, buffer, length, buffer.length - length, null);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await files.close(descriptor);
  }
}

/** The number of the first line that is not UTF-8. A line feed is never part of another character. */
function firstBadLine(bytes: Buffer): number | undefined {
  if (isUtf8(bytes)) return undefined;
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1 && isUtf8(bytes.subarray(start, end)); line += 1) {
    start = end + 1;
    end = bytes.indexOf(LINE_FEED, start);
  }
  return line;
}
