import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OciLayout } from '../../src/registry/layout.ts';
import type { Descriptor } from '../../src/registry/source.ts';
import { Content, type DescriptorJson, type Repository, TYPES } from '../support/images/content.ts';
import { type ReferenceName, writeLayout } from '../support/images/layout.ts';

/** An OCI layout of one repository that a test fills and spoils. */
export class LayoutFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tidewaiter-layout-'));
  readonly #content = new Content();
  readonly app: Repository = this.#content.repository('team/app');

  /** Puts a manifest that differs from others by its note. */
  image(note: string, more: object = {}, tag?: string): DescriptorJson {
    const config = this.app.putBlob(Buffer.from(JSON.stringify({ note })), TYPES.config);
    const document = { schemaVersion: 2, mediaType: TYPES.manifest, config, layers: [], ...more };
    return this.app.putManifest(document, tag === undefined ? {} : { tag });
  }

  /** Writes what was put. */
  async write(nameOf?: ReferenceName): Promise<OciLayout> {
    await writeLayout(this.#content, this.path, nameOf);
    return new OciLayout(this.path);
  }

  blob(digest: string): string {
    return join(this.path, 'blobs', 'sha256', digest.slice('sha256:'.length));
  }

  rewriteIndex(manifests: unknown): void {
    writeFileSync(join(this.path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A descriptor as sources take it. */
export function descriptor(of: DescriptorJson): Descriptor {
  const { mediaType, digest, size } = of;
  return { mediaType, digest, size, annotations: new Map() };
}
