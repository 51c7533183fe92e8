import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { API_VERSION, documents } from '../support/image-policies.ts';
import { ISSUER } from '../support/images/signed-image.ts';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** Asks for attestations by `release`, whose key nobody needs to read documents. */
export function wanting(attestations: readonly object[], spec: object = {}, name = 'shop'): object {
  return {
    apiVersion: API_VERSION,
    kind: 'ImagePolicy',
    metadata: { name },
    spec: {
      images: ['registry.test/**'],
      authorities: [{ name: 'release', keyless: { issuer: ISSUER, subject: 'https://ci.test/release' } }],
      require: {
        digest: 'ignore',
        attestations: attestations.map((attestation) => ({ signedBy: ['release'], ...attestation })),
      },
      ...spec,
    },
  };
}

/** Files of a user, and a way to run commands among them: `@` stands for the folder, which is cut from what they say. */
export function documentWorkspace(files: Readonly<Record<string, string | Buffer | object>>, ...policies: object[]) {
  const folder = folderWith({
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [name, contentOf(content)])),
    'policies/policy.yaml': documents(...policies),
  });
  folders.push(folder);
  const shorten = (text: string) => text.replaceAll(`${folder.path}/`, '');
  return {
    root: folder.path,
    async run(command: 'lint' | 'sbom', args: readonly string[], surroundings: Surroundings = {}) {
      const given = args.map((arg) => arg.replaceAll('@/', `${folder.path}/`));
      const all = [command, `--policies=${join(folder.path, 'policies')}`, ...given];
      const { code, out, err } = await tidewaiter(all, surroundings);
      return { code, out: shorten(out), err: shorten(err) };
    },
  };
}

function contentOf(content: string | Buffer | object): string | Buffer {
  return typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content);
}
