/** What a build sets by itself, depending on where it runs. */
export const PLATFORM_NAMES: ReadonlySet<string> = new Set(
  ['BUILD', 'TARGET'].flatMap((side) => ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((part) => side + part)),
).add('TARGETSTAGE');

const PROXY_NAMES: ReadonlySet<string> = new Set(
  ['HTTP', 'HTTPS', 'FTP', 'NO', 'ALL'].flatMap((kind) => [`${kind}_PROXY`, `${kind}_PROXY`.toLowerCase()]),
);

/** Whether `--build-arg` may set a variable of that name in RUN without an ARG. */
export function isProxyName(name: string): boolean {
  return PROXY_NAMES.has(name);
}
