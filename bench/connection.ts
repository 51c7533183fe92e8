import { connect, type TLSSocket } from 'node:tls';
import { BODY_SETS, type Body, type BodySet } from './bodies.ts';

/** A request ready to be written, and what its answer must say. */
export interface Exchange {
  readonly uid: string;
  readonly allowed: boolean;
  readonly request: Buffer;
}

/** Requests as the API server sends them. `judges`: whether the server is one that applies policies. */
export function exchangesOf(set: BodySet, judges: boolean): readonly Exchange[] {
  return BODY_SETS[set]().map(({ uid, bytes, allowed }: Body) => {
    const head =
      'POST /validate?timeout=10s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: kube-apiserver-admission\r\n' +
      `Content-Length: ${bytes.length}\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n\r\n`;
    return { uid, allowed: allowed || !judges, request: Buffer.concat([Buffer.from(head), bytes]) };
  });
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** One keep-alive connection that carries one request at a time. */
export class Connection {
  readonly #socket: TLSSocket;
  readonly #onFault: (fault: Error) => void;
  #received: Buffer = Buffer.alloc(0);
  #exchange: Exchange | undefined;
  #isWaiting = false;
  #onAnswer: () => void = () => {};

  private constructor(socket: TLSSocket, onFault: (fault: Error) => void) {
    this.#socket = socket;
    this.#onFault = onFault;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', onFault);
    socket.on('end', () => onFault(new Error(`the server on port ${socket.remotePort} closed ${this.#state}`)));
  }

  /** @param onFault is told of a wrong answer or a lost connection: the run is then void */
  static async open(port: number, ca: Buffer, onFault: (fault: Error) => void): Promise<Connection> {
    const opened = Promise.withResolvers<void>();
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }, opened.resolve);
    socket.once('error', opened.reject);
    await opened.promise;
    return new Connection(socket, onFault);
  }

  /** Protocol and cipher suite in use. */
  get security(): string {
    return `${this.#socket.getProtocol()} ${this.#socket.getCipher().standardName}`;
  }

  get #state(): string {
    if (this.#exchange === undefined) return 'a connection before the first request';
    return this.#isWaiting ? 'a connection instead of answering' : 'a connection that rested';
  }

  send(exchange: Exchange, onAnswer: () => void): void {
    this.#exchange = exchange;
    this.#isWaiting = true;
    this.#onAnswer = onAnswer;
    this.#socket.write(exchange.request);
  }

  close(): void {
    this.#socket.removeAllListeners('end');
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const [, length] = /\r\ncontent-length: ([0-9]+)/i.exec(head) ?? [];
    const bodyStart = headEnd + HEAD_END.length;
    if (length !== undefined && this.#received.length < bodyStart + Number(length)) return;
    const complaint = judge(head, this.#received.toString('utf8', bodyStart), this.#exchange);
    if (complaint !== undefined) this.#onFault(new Error(`${complaint}:\n${this.#received}`));
    this.#received = Buffer.alloc(0);
    this.#isWaiting = false;
    this.#onAnswer();
  }
}

/** What is wrong with an answer. */
function judge(head: string, body: string, exchange: Exchange | undefined): string | undefined {
  if (exchange === undefined) return 'an answer that nobody asked for';
  if (!head.startsWith('HTTP/1.1 200 ')) return 'an answer other than 200';
  const { kind, response } = JSON.parse(body);
  if (kind !== 'AdmissionReview' || response.uid !== exchange.uid) return 'the answer to another request';
  return response.allowed === exchange.allowed ? undefined : `a wrong verdict, expected allowed: ${exchange.allowed}`;
}
