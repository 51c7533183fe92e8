import type { BaseFacts, BuildInputs, ContextEntry, DockerIgnore } from '../../src/model/build.ts';

/** A build context of a few files: text of their content, a folder, or an archive. */
export function contextOf(
  files: Readonly<Record<string, 'file' | 'directory' | 'archive' | 'unread'>>,
  ignore: DockerIgnore | 'none' | 'unknown' = 'none',
): Partial<BuildInputs> {
  const entry = (path: string): ContextEntry => {
    const kind = Object.hasOwn(files, path) ? files[path] : undefined;
    if (kind === undefined) return { kind: 'missing' };
    if (kind === 'directory') return { kind };
    return { kind: 'file', size: 1, archive: kind === 'unread' ? undefined : kind === 'archive' };
  };
  return { context: { ignore: ignore === 'unknown' ? undefined : ignore, entry } };
}

/** What is known of every base image. */
export function baseOf(facts: Partial<BaseFacts>): Partial<BuildInputs> {
  return { baseFacts: () => ({ digest: `sha256:${'0'.repeat(64)}`, ...facts }) };
}
