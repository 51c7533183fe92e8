import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Content, TYPES } from './content.ts';

/** How tags are named in a layout: by the tag alone, or by more where there are several repositories. */
export type ReferenceName = (repository: string, tag: string) => string;

/** Writes content as an OCI image layout (OCI image spec, image-layout.md). Untagged manifests are only blobs there. */
export async function writeLayout(
  content: Content,
  directory: string,
  nameOf: ReferenceName = (_, tag) => tag,
): Promise<void> {
  const blobs = join(directory, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const manifests: object[] = [];
  for (const repository of content.repositories.values()) {
    for (const [digest, bytes] of repository.blobs) await writeFile(join(blobs, hexOf(digest)), bytes);
    for (const [digest, { bytes }] of repository.manifests) await writeFile(join(blobs, hexOf(digest)), bytes);
    for (const [tag, digest] of repository.tags) {
      const stored = repository.manifests.get(digest);
      if (stored === undefined) throw new Error(`tag ${tag} of ${repository.name} names no manifest`);
      const annotations = { 'org.opencontainers.image.ref.name': nameOf(repository.name, tag) };
      manifests.push({ mediaType: stored.mediaType, digest, size: stored.bytes.length, annotations });
    }
  }
  await writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(
    join(directory, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: TYPES.index, manifests }),
  );
}

function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
