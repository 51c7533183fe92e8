import type { ServerOptions } from 'node:https';
import { startServer, type TestServer } from '../http-server.ts';
import {
  IN_A_DAY,
  newTufKeys,
  ROOT_THRESHOLD,
  type Role,
  rootFields,
  sha256,
  signedMetadata,
  type TufKey,
  type TufKeys,
} from './metadata.ts';

/** What of a release is to be otherwise. */
export interface ReleaseOptions {
  /** When metadata of a role expires. Default: in a day. */
  readonly expires?: Partial<Record<Role, Date>>;
  /** Version of timestamp, snapshot and targets. Default: the next. */
  readonly version?: number;
  /** Version of the snapshot alone, as the timestamp names it too. */
  readonly snapshotVersion?: number;
  /** What signs the targets, instead of the key that should. */
  readonly targetsKey?: TufKey;
  /** The file of the target is not what was signed. */
  readonly isTampered?: boolean;
}

/** A mirror of a TUF repository that has one trust root, on a loopback address. */
export class TufMirror {
  /** What is served, by path. */
  readonly files = new Map<string, Buffer>();
  /** Called with each path that is asked for, before the answer. */
  onRequest: (path: string) => void = () => {};
  /** Never answers. */
  isSilent = false;
  readonly #server: TestServer;
  readonly #scheme: string;
  #keys: TufKeys;
  #version = 0;
  #rootVersion = 0;

  static async start(keys = newTufKeys(), tls?: ServerOptions): Promise<TufMirror> {
    const mirror: TufMirror = new TufMirror(
      keys,
      await startServer(({ url }, response) => {
        mirror.onRequest(url);
        if (mirror.isSilent) return;
        const file = mirror.files.get(url);
        response.writeHead(file === undefined ? 404 : 200).end(file);
      }, tls),
      tls === undefined ? 'http' : 'https',
    );
    mirror.rotate(keys);
    return mirror;
  }

  private constructor(keys: TufKeys, server: TestServer, scheme: string) {
    this.#keys = keys;
    this.#server = server;
    this.#scheme = scheme;
  }

  get url(): string {
    return `${this.#scheme}://${this.#server.host}`;
  }

  /** The newest root.json. */
  get root(): string {
    return String(this.files.get(`/${this.#rootVersion}.root.json`));
  }

  /** Puts the next root in place, with other keys; `signers` of the old keys sign it too. */
  rotate(keys: TufKeys, signers = ROOT_THRESHOLD): void {
    const old = this.#keys.root.slice(0, signers);
    const others = keys.root.slice(0, ROOT_THRESHOLD).filter((key) => !old.includes(key));
    this.#rootVersion += 1;
    const content = { version: this.#rootVersion, expires: IN_A_DAY(), fields: rootFields(keys) };
    this.files.set(`/${this.#rootVersion}.root.json`, signedMetadata('root', content, [...old, ...others]));
    this.#keys = keys;
  }

  /** Publishes a trust root. */
  release(trustedRoot: string, options: ReleaseOptions = {}): void {
    const { expires = {}, version = this.#version + 1, snapshotVersion = version } = options;
    this.#version = version;
    const target = Buffer.from(trustedRoot);
    const hash = sha256(target);
    const describe = { length: target.length, hashes: { sha256: hash } };
    const { targets, snapshot, timestamp } = this.#keys;
    const sign = (role: Role, of: number, fields: Parameters<typeof signedMetadata>[1]['fields'], key: TufKey) =>
      signedMetadata(role, { version: of, expires: expires[role] ?? IN_A_DAY(), fields }, [key]);
    const files: readonly [string, Buffer][] = [
      [`targets/${hash}.trusted_root.json`, options.isTampered ? Buffer.from(trustedRoot.replace('1', '2')) : target],
      [
        `${version}.targets.json`,
        sign('targets', version, { targets: { 'trusted_root.json': describe } }, options.targetsKey ?? targets),
      ],
      [
        `${snapshotVersion}.snapshot.json`,
        sign('snapshot', snapshotVersion, { meta: { 'targets.json': { version } } }, snapshot),
      ],
      [
        'timestamp.json',
        sign('timestamp', version, { meta: { 'snapshot.json': { version: snapshotVersion } } }, timestamp),
      ],
    ];
    for (const [path, bytes] of files) this.files.set(`/${path}`, bytes);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
