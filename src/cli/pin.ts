import { resolve } from '../evidence/resolve.ts';
import { printable } from '../model/printable.ts';
import { BUILT_IN_KINDS } from '../parse/workload-kinds.ts';
import { RegistryError } from '../registry/source.ts';
import type { Invocation } from './command.ts';
import type { PIN_FLAGS } from './command-flags.ts';
import { explained } from './explain-error.ts';
import { ImageFiles } from './image-files.ts';
import { type ImageLock, readImageLock } from './image-lock.ts';
import { Lookups } from './image-lookup.ts';
import { openSource } from './image-source.ts';
import { STANDARD_INPUT } from './input-files.ts';
import { InputReader } from './input-text.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { Pinning } from './pinning.ts';
import { UsageError } from './usage-error.ts';

/** `tidewaiter pin`. */
export const run = explained(async ({ flags, operands, terminal }: Invocation<typeof PIN_FLAGS>): Promise<number> => {
  const { lock, layout, write, policies } = flags;
  if (operands.length === 0) throw new UsageError(['pin what? Name files or folders, or - for standard input']);
  if (write && operands.includes(STANDARD_INPUT)) {
    throw new UsageError(['--write: standard input cannot be changed; name files, or leave --write out']);
  }
  if (lock !== undefined && layout !== undefined) {
    throw new UsageError(['--lock and --layout exclude each other: digests come from one of them']);
  }
  const reader = new InputReader(terminal.input);
  const policySet = policies && (await loadPolicyPaths(policies, { mayEnforceNothing: true }));
  const files = new ImageFiles(operands, reader, policySet?.kinds ?? BUILT_IN_KINDS);
  if (lock !== undefined) {
    const digests = fromLock(readImageLock(lock, await reader.read(lock)), lock);
    return pinAll(files, new Pinning(terminal, write, digests));
  }
  const { source, close } = openSource(flags, policySet?.images.registries ?? []);
  try {
    const digests = new Lookups(async (reference, signal) => (await resolve(source, reference, signal)).image.digest);
    return await pinAll(files, new Pinning(terminal, write, digests));
  } finally {
    await close();
  }
});

async function pinAll(files: ImageFiles, pinning: Pinning): Promise<number> {
  pinning.report(files.problems);
  for await (const file of files) await pinning.pin(file);
  return pinning.finish();
}

/** Digests from a lock, and from nowhere else. */
function fromLock(lock: ImageLock, file: string): Lookups<string> {
  return new Lookups(async (reference) => {
    const digest = lock.digestOf(reference);
    if (digest !== undefined) return digest;
    throw new RegistryError('absent', `not in ${printable(file, 4_096)}; run \`tidewaiter lock\` to refresh it`);
  });
}
