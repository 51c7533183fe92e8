import { join } from 'node:path';
import { freePort, type Program, startProgram, untilReady } from './program.ts';

/** A running etcd and where its clients reach it. */
export interface Etcd {
  readonly url: string;
  readonly program: Program;
}

/** Starts etcd with its data in `folder`, and waits until it is healthy. Nothing is kept over a crash. */
export async function startEtcd(binary: string, folder: string): Promise<Etcd> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const program = startProgram(
    binary,
    [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=http://127.0.0.1:${await freePort()}`,
      '--unsafe-no-fsync',
      '--max-request-bytes=8388608',
    ],
    join(folder, 'etcd.log'),
  );
  await untilReady(program, 'etcd', async () => (await fetch(`${url}/health`)).ok);
  return { url, program };
}
