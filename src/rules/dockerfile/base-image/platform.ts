/** A platform as `--platform` takes it, in the words that images use. */
export interface Platform {
  /** '' where only the architecture is written. */
  readonly os: string;
  /** '' where only the system is written. */
  readonly architecture: string;
}

const PART = /^[A-Za-z0-9_.-]{1,64}$/;

const SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(' '),
);

const ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
    'ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** Other names of systems and architectures, as containerd reads them. */
const SAME: Readonly<Record<string, string>> = {
  macos: 'darwin',
  i386: '386',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  armel: 'arm',
};

/** `linux/arm64/v8`, `linux/amd64`, `arm64`, `linux`; undefined where the text is no platform. */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split('/', 4);
  if (parts.length > 3 || !parts.every((part) => PART.test(part))) return undefined;
  const [first = '', second] = parts.map((part) => normalized(part.toLowerCase()));
  if (second !== undefined) return { os: first, architecture: second };
  if (SYSTEMS.has(first)) return { os: first, architecture: '' };
  return ARCHITECTURES.has(first) ? { os: '', architecture: first } : undefined;
}

function normalized(part: string): string {
  return Object.hasOwn(SAME, part) ? (SAME[part] ?? part) : part;
}
