import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One request that was seen. Times are ticks of a clock that counts beginnings and ends. */
export interface RequestRecord {
  readonly server: 'registry' | 'token';
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly start: number;
  /** undefined: still running. */
  end?: number;
  status?: number;
  /** Bytes written to the connection, headers included. */
  sent?: number;
}

/** All requests since the start or the last `clear`. */
export class RequestLog {
  readonly records: RequestRecord[] = [];
  #ticks = 0;

  note(
    server: RequestRecord['server'],
    { method = '', url = '', headers, socket }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const before = socket.bytesWritten;
    const record: RequestRecord = { server, method, path: url, headers, start: ++this.#ticks };
    this.records.push(record);
    const end = () => {
      if (record.end !== undefined) return;
      record.end = ++this.#ticks;
      record.status = response.statusCode;
      record.sent = socket.bytesWritten - before;
    };
    response.once('finish', end);
    response.once('close', end);
  }

  /** `GET /v2/...` of each, in the order of their beginnings. */
  lines(): readonly string[] {
    return this.records.map(({ method, path }) => `${method} ${path}`);
  }

  /** How many requests have this text in their line, or match. */
  count(text: string | RegExp): number {
    return this.lines().filter((line) => (typeof text === 'string' ? line.includes(text) : text.test(line))).length;
  }

  /**
   * Length of the longest chain of requests that each began after the one before had ended. That many round trips were
   * in sequence where the registry answers in waves; else requests that were sent together may count one by one.
   */
  depth(): number {
    const depths: number[] = [];
    this.records.forEach(({ start }, index) => {
      const before = this.records.slice(0, index).map((record, at) => (ended(record) < start ? (depths[at] ?? 0) : 0));
      depths.push(1 + Math.max(0, ...before));
    });
    return Math.max(0, ...depths);
  }

  /** The most requests that were running at once. */
  concurrency(): number {
    return Math.max(
      0,
      ...this.records.map(
        ({ start }) => this.records.filter((other) => other.start <= start && ended(other) > start).length,
      ),
    );
  }

  clear(): void {
    this.records.length = 0;
  }
}

function ended({ end = Number.POSITIVE_INFINITY }: RequestRecord): number {
  return end;
}
