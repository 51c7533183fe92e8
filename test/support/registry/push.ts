import { type Answer, type SendOptions, send } from '../https-client.ts';
import { type Content, type Repository, TYPES } from '../images/content.ts';

/** How pushes prove who they are. `token`: sent as Bearer. */
export type PushAuth =
  | { readonly username: string; readonly password: string }
  | { readonly token: (repository: string) => Promise<string> };

/**
 * Pushes all content to a registry (OCI distribution spec, "Push"): blobs, then manifests, images before indexes.
 * @throws Error with the answer of the registry where it refuses something
 */
export async function pushContent(content: Content, baseUrl: string, auth?: PushAuth): Promise<void> {
  for (const repository of content.repositories.values()) {
    const authorization = await authorizationFor(repository.name, auth);
    const put = (path: string, status: number, options: SendOptions) =>
      request(new URL(path, baseUrl).href, status, { ...options, headers: { ...options.headers, ...authorization } });
    await pushRepository(repository, put);
  }
}

type Put = (path: string, status: number, options: SendOptions) => Promise<Answer>;

async function pushRepository({ name, blobs, manifests, tags }: Repository, put: Put): Promise<void> {
  for (const [digest, body] of blobs) {
    const { headers } = await put(`/v2/${name}/blobs/uploads/`, 202, {
      method: 'POST',
      headers: { 'Content-Length': '0' },
    });
    const upload = new URL(headers.location ?? '', 'http://registry.invalid');
    upload.searchParams.set('digest', digest);
    const type = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(body.length) };
    await put(upload.pathname + upload.search, 201, { method: 'PUT', body, headers: type });
  }
  const documents = [...manifests].sort(([, a], [, b]) => Number(isIndex(a.mediaType)) - Number(isIndex(b.mediaType)));
  for (const [digest, { mediaType, bytes }] of documents) {
    const names = [...tags].filter(([, tagged]) => tagged === digest).map(([tag]) => tag);
    for (const reference of [digest, ...names]) {
      const headers = { 'Content-Type': mediaType, 'Content-Length': String(bytes.length) };
      await put(`/v2/${name}/manifests/${reference}`, 201, { method: 'PUT', body: bytes, headers });
    }
  }
}

async function request(url: string, status: number, options: SendOptions): Promise<Answer> {
  const answer = await send(url, options);
  if (answer.status !== status) {
    throw new Error(`${options.method} ${url}: ${answer.status} instead of ${status}: ${answer.text}`);
  }
  return answer;
}

async function authorizationFor(
  repository: string,
  auth: PushAuth | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (auth === undefined) return {};
  if ('token' in auth) return { Authorization: `Bearer ${await auth.token(repository)}` };
  return { Authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}

function isIndex(mediaType: string): boolean {
  return mediaType === TYPES.index || mediaType === TYPES.dockerIndex;
}
