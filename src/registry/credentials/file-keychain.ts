import { open, stat } from 'node:fs/promises';
import { printable } from '../../model/printable.ts';
import type { Credential, Keychain } from '../keychain.ts';
import { RegistryError } from '../source.ts';
import type { CredentialHelpers } from './credential-helpers.ts';
import { type DockerConfig, MAX_CONFIG_BYTES, readDockerConfig } from './docker-config.ts';
import { credentialsIn, opaqueId } from './keychains.ts';

/** A file as it was read, or that there was none. */
interface Version {
  readonly stamp: string;
  readonly config: DockerConfig | undefined;
}

const ABSENT: Version = { stamp: 'absent', config: undefined };

/** How a file is read. */
export interface FileKeychainOptions {
  /** Without them no program is run, whatever the file names. */
  readonly helpers?: CredentialHelpers;
  /** There may be no such file, which means no credentials. */
  readonly optional?: boolean;
}

/** The credentials of a docker config in a file, which is read anew when it has changed. */
export class FileKeychain implements Keychain {
  readonly #path: string;
  readonly #options: FileKeychainOptions;
  #version: Version = ABSENT;

  constructor(path: string, options: FileKeychainOptions = {}) {
    this.#path = path;
    this.#options = options;
  }

  /** Another one for another content, so that what an old credential gave is not kept. */
  get id(): string {
    return opaqueId('file', this.#path, this.#version.stamp);
  }

  async credentials(registry: string, repository: string, signal: AbortSignal): Promise<readonly Credential[]> {
    const config = await this.#read();
    return config === undefined ? [] : credentialsIn(config, registry, repository, this.#options.helpers, signal);
  }

  async #read(): Promise<DockerConfig | undefined> {
    try {
      const status = await stat(this.#path, { bigint: true });
      if (!status.isFile()) throw fault(this.#path, 'it is not a regular file');
      if (stampOf(status) !== this.#version.stamp) this.#version = await readVersion(this.#path);
    } catch (error) {
      this.#version = ABSENT;
      if (error instanceof RegistryError) throw error;
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && this.#options.optional === true) return undefined;
      throw fault(this.#path, `it cannot be read (${code})`);
    }
    return this.#version.config;
  }
}

interface Status {
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly size: bigint;
}

function stampOf({ ino, mtimeNs, size }: Status): string {
  return `${ino} ${mtimeNs} ${size}`;
}

async function readVersion(path: string): Promise<Version> {
  const file = await open(path, 'r');
  try {
    const stamp = stampOf(await file.stat({ bigint: true }));
    const buffer = Buffer.alloc(MAX_CONFIG_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) break;
    }
    return { stamp, config: readDockerConfig(printable(path, 4_096), buffer.subarray(0, length)) };
  } finally {
    await file.close();
  }
}

function fault(path: string, problem: string): RegistryError {
  return new RegistryError('unauthorized', `credentials in ${printable(path, 4_096)} cannot be used: ${problem}`);
}
