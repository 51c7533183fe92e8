import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Sample } from './probe.ts';
import { ask, startAnswering, stop } from './processes.ts';
import { type Kind, type Server, startServer } from './servers.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** The servers that are compared: the floor stands there twice, to see how far two of the same differ. */
export interface Contestants {
  readonly floor: Server;
  readonly again: Server;
  readonly product: Server;
}

/** What one run works with: its files, the servers and the client. The processes end with it. */
export class Bench implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly client: ChildProcess;
  readonly #servers: Server[] = [];
  #contestants: Promise<Contestants> | undefined;

  private constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.client = startAnswering('client', [join(import.meta.dirname, 'client.ts')]);
  }

  static async start(): Promise<Bench> {
    return new Bench(await createWorkspace());
  }

  async startServer(name: string, kind: Kind, policies?: string): Promise<Server> {
    const server = await startServer(name, kind, this.workspace, policies);
    this.#servers.push(server);
    return server;
  }

  /** The servers that all parts of the run share. They start on first use and stay up. */
  contestants(): Promise<Contestants> {
    this.#contestants ??= this.#startContestants();
    return this.#contestants;
  }

  async #startContestants(): Promise<Contestants> {
    return {
      floor: await this.startServer('floor', 'floor'),
      again: await this.startServer('floor again', 'floor'),
      product: await this.startServer('product', 'product'),
    };
  }

  /**
   * Opens this many connections to each server in place of all that there were.
   * @throws Error where the servers do not agree on TLS version and cipher suite
   */
  async connect(servers: readonly Server[], connections: number): Promise<void> {
    await ask<string>(this.client, { do: 'close' });
    const agreed = new Set<string>();
    for (const { name, port } of servers) {
      const message = { do: 'open', server: name, port, connections, ca: this.workspace.ca };
      agreed.add(await ask<string>(this.client, message));
    }
    if (agreed.size > 1) throw new Error(`the servers differ in TLS: ${[...agreed].join('; ')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.client, ...this.#servers.map(({ child }) => child)].map((child) => stop(child)));
  }
}

export function sampleOf({ child }: Server): Promise<Sample> {
  return ask<Sample>(child, {});
}
