/** A platform as `--platform` takes it, in the words that images use. */
export interface Platform {
  /** `linux` where only the architecture is written: that of the builder, which hardly ever is another one. */
  readonly os: string;
  /** '' where only the system is written. */
  readonly architecture: string;
}

const PART = /^[A-Za-z0-9_.-]{1,64}$/;
/** The system, with its version and features: `windows(10.0.17763)`. */
const SYSTEM = /^(?<name>[A-Za-z0-9_-]{1,64})(?:\([A-Za-z0-9_.%-]{0,64}(?:\+[A-Za-z0-9_.%-]{0,64}){0,16}\))?$/;

const SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
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
  const [first = '', second, ...others] = text.split('/', 4);
  const { name } = SYSTEM.exec(first)?.groups ?? {};
  if (name === undefined || others.length > 1 || !others.every((part) => PART.test(part))) return undefined;
  const os = normalized(name.toLowerCase());
  if (second !== undefined) {
    return PART.test(second) ? { os, architecture: normalized(second.toLowerCase()) } : undefined;
  }
  if (SYSTEMS.has(os)) return { os, architecture: '' };
  const architecture = normalized(first.toLowerCase());
  return ARCHITECTURES.has(architecture) ? { os: 'linux', architecture } : undefined;
}

function normalized(part: string): string {
  return Object.hasOwn(SAME, part) ? (SAME[part] ?? part) : part;
}
