import { Worker } from 'node:worker_threads';
import { Turns } from './turns.ts';
import type { VerificationJob, VerificationResult } from './verification.ts';
import type { VerificationRequest, VerificationResponse } from './worker.ts';

/** Why a verification came to no result. A denial, never a pass. */
export class VerificationFailure extends Error {
  override readonly name = 'VerificationFailure';
  /** What was to be verified took more time or memory than it is given: whoever made it brought that about. */
  readonly isTooMuch: boolean;

  constructor(
    message: string,
    { isTooMuch = false, ...options }: ErrorOptions & { readonly isTooMuch?: boolean } = {},
  ) {
    super(message, options);
    this.isTooMuch = isTooMuch;
  }
}

interface Task {
  readonly job: VerificationJob;
  readonly resolve: (result: VerificationResult) => void;
  readonly reject: (error: Error) => void;
}

/** A thread and what it is busy with. */
interface Thread {
  readonly worker: Worker;
  task: (Task & { readonly id: number; readonly timer: NodeJS.Timeout }) | undefined;
}

/** Bounds on threads that verify. */
export interface PoolLimits {
  readonly threads: number;
  /** Tasks of one lane that wait for a thread. */
  readonly waiting: number;
  /** Milliseconds for one task; a thread that takes longer is ended. */
  readonly task: number;
  /** MiB of objects in one thread; a thread that needs more is ended, and not the process. */
  readonly memory: number;
}

/**
 * Verifies in threads of its own, because a verification is ten milliseconds of work that nothing can interrupt. A thread
 * is started when there is work for it, and stays; it keeps no process alive.
 */
export class VerificationPool {
  readonly #limits: PoolLimits;
  readonly #script: string | URL;
  readonly #threads = new Set<Thread>();
  readonly #waiting = new Turns<Task>();
  #lastId = 0;
  #closed = false;

  /** `script` is the file of worker.ts, or what it was bundled to. */
  constructor(script: string | URL, limits: PoolLimits) {
    this.#script = script;
    this.#limits = limits;
  }

  /**
   * @param lane those who share a lane wait for each other, and not long for others
   * @throws VerificationFailure
   */
  verify(job: VerificationJob, lane = ''): Promise<VerificationResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new VerificationFailure('the verifying threads have ended'));
      if (this.#waiting.waitingIn(lane) >= this.#limits.waiting) {
        return reject(new VerificationFailure(`more than ${this.#limits.waiting} images wait to be verified`));
      }
      this.#waiting.add(lane, { job, resolve, reject });
      this.#assign();
    });
  }

  /** Ends all threads; what they were busy with fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (let task = this.#waiting.next(); task !== undefined; task = this.#waiting.next()) {
      task.reject(new VerificationFailure('the verifying threads have ended'));
    }
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #assign(): void {
    while (!this.#waiting.isEmpty) {
      const thread = this.#idleThread();
      const task = thread && this.#waiting.next();
      if (thread === undefined || task === undefined) return;
      this.#start(thread, task);
    }
  }

  #idleThread(): Thread | undefined {
    for (const thread of this.#threads) if (thread.task === undefined) return thread;
    return this.#threads.size < this.#limits.threads ? this.#newThread() : undefined;
  }

  #start(thread: Thread, task: Task): void {
    const id = ++this.#lastId;
    const timer = setTimeout(() => {
      const message = `the verification took more than ${this.#limits.task} ms`;
      this.#end(thread, new VerificationFailure(message, { isTooMuch: true }));
    }, this.#limits.task);
    thread.task = { ...task, id, timer };
    thread.worker.ref();
    const request: VerificationRequest = { id, job: task.job };
    try {
      thread.worker.postMessage(request, transferable(task.job));
    } catch (cause) {
      this.#end(thread, new VerificationFailure('the verifying thread took no work', { cause }));
    }
  }

  #newThread(): Thread {
    const worker = new Worker(this.#script, {
      name: 'verification',
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memory },
    });
    const thread: Thread = { worker, task: undefined };
    this.#threads.add(thread);
    worker.on('message', (response: VerificationResponse) => this.#receive(thread, response));
    worker.on('error', (cause) => this.#end(thread, failureOf(cause, this.#limits)));
    worker.on('exit', () => this.#end(thread, new VerificationFailure('the verifying thread ended')));
    return thread;
  }

  #receive(thread: Thread, response: VerificationResponse): void {
    const { task } = thread;
    if (task === undefined || task.id !== response.id) return;
    clearTimeout(task.timer);
    thread.task = undefined;
    thread.worker.unref();
    if ('error' in response) task.reject(new VerificationFailure(response.error));
    else task.resolve(response.result);
    this.#assign();
  }

  /** A thread that failed does no further work; another one takes its place when there is need of it. */
  #end(thread: Thread, error: VerificationFailure): void {
    if (!this.#threads.delete(thread)) return;
    void thread.worker.terminate();
    if (thread.task !== undefined) {
      clearTimeout(thread.task.timer);
      thread.task.reject(error);
      thread.task = undefined;
    }
    if (!this.#closed) this.#assign();
  }
}

function failureOf(cause: unknown, { memory }: PoolLimits): VerificationFailure {
  const isTooMuch = Error.isError(cause) && (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const message = isTooMuch ? `the verification took more than ${memory} MiB of memory` : 'the verifying thread failed';
  return new VerificationFailure(message, { cause, isTooMuch });
}

/** Bytes from which on handing memory over takes less time than copying it. */
const WORTH_HANDING_OVER = 65_536;

/** The memory of large attestations that are read: nobody needs them here afterwards. */
function transferable({ asks, candidates }: VerificationJob): readonly ArrayBuffer[] {
  if (asks === undefined) return [];
  const buffers = candidates.flatMap(({ bytes }) => {
    const { buffer, byteLength } = bytes;
    const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    return isWhole && byteLength >= WORTH_HANDING_OVER ? [buffer] : [];
  });
  return [...new Set(buffers)];
}
