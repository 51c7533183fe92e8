import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Content } from '../support/images/content.ts';
import { putImage, putIndex } from '../support/images/image.ts';
import { writeLayout } from '../support/images/layout.ts';
import { folderWith, type Surroundings, tidewaiter } from './command-line.ts';

/** A pod with four images, each written in another way. */
export const POD = `# a pod
apiVersion: v1
kind: Pod
metadata: {name: a}   # in a row
spec:
  initContainers:
    - {name: init, image: 'nginx:1.2', args: [a,b]}
  containers:
    - name: app
      image:    "r.io/team/app:v1"   # the app
    - name: web
      image: nginx
  volumes:
    - {name: v, image: {reference: docker.io/nginx:1.2}}
`;

/** Digests of the images that every workspace has. */
export interface Digests {
  /** docker.io/library/nginx:1.2, an index; :latest is the same. */
  readonly nginx: string;
  /** r.io/team/app:v1, a manifest. */
  readonly app: string;
}

const folders: { remove(): void }[] = [];

/** Removes the workspaces. */
export function removeImageWorkspaces(): void {
  for (const folder of folders.splice(0)) folder.remove();
}

/** A folder with files and an OCI layout that commands look images up in. */
export class ImageWorkspace {
  readonly root: string;
  readonly digests: Digests;

  constructor(root: string, digests: Digests) {
    this.root = root;
    this.digests = digests;
  }

  /** `fill` puts more images, or others under the same names. */
  static async create(
    files: Readonly<Record<string, string | Buffer>>,
    fill: (content: Content) => void = () => {},
  ): Promise<ImageWorkspace> {
    const folder = folderWith(files);
    folders.push(folder);
    return new ImageWorkspace(folder.path, await fillLayout(folder.path, fill));
  }

  /** Puts other images where the first ones were. */
  async refill(fill: (content: Content) => void): Promise<Digests> {
    return fillLayout(this.root, fill);
  }

  /** Runs a command in the folder, which is cut from what it says. `@` at the start of an argument stands for it. */
  async run(args: readonly string[], surroundings: Surroundings = {}) {
    const located = args.map((arg) => arg.replace(/^((?:--[a-z]+=)?)@/, `$1${this.root}/`));
    const { code, out, err } = await tidewaiter(located, surroundings);
    const shorten = (text: string) => text.replaceAll(`${this.root}/`, '');
    return { code, out: shorten(out), err: shorten(err) };
  }

  read(name: string): string {
    return readFileSync(join(this.root, name), 'utf8');
  }
}

async function fillLayout(root: string, fill: (content: Content) => void): Promise<Digests> {
  const content = new Content();
  const nginx = putIndex(content.repository('docker.io/library/nginx'), {
    images: [
      { platform: 'linux/amd64', user: '101', exposedPorts: ['80/tcp', '443/tcp'] },
      { platform: 'linux/arm64/v8', labels: { 'org.opencontainers.image.version': '1.2', other: 'x' }, created: null },
    ],
    attestations: [{ predicateType: 'x' }],
    tag: '1.2',
  });
  content.repository('docker.io/library/nginx').tags.set('latest', nginx.index.digest);
  const app = putImage(content.repository('r.io/team/app'), { tag: 'v1', user: 'app', content: 'app' });
  fill(content);
  await writeLayout(content, join(root, 'layout'), (repository, tag) => `${repository}:${tag}`);
  return { nginx: nginx.index.digest, app: app.digest };
}

/** Pins with the images of the layout. */
export function pin(workspace: ImageWorkspace, args: readonly string[], stdin = '') {
  return workspace.run(['pin', '--layout=@layout', ...args], { stdin });
}
