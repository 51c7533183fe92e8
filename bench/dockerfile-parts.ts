/** How packages are installed in images of a kind. */
export interface Distribution {
  readonly image: string;
  readonly update: string;
  readonly install: string;
  readonly tidy: string;
  /** Between the name of a package and its version. */
  readonly mark: string;
}

const DEBIAN = {
  update: 'apt-get update',
  install: 'apt-get install -y --no-install-recommends',
  tidy: 'rm -rf /var/lib/apt/lists/*',
  mark: '=',
};
const ALPINE = { update: 'apk update', install: 'apk add --no-cache', tidy: 'rm -rf /var/cache/apk/*', mark: '=~' };
const FEDORA = { update: 'dnf makecache', install: 'dnf install -y', tidy: 'dnf clean all', mark: '-' };

export const DISTRIBUTIONS: readonly Distribution[] = [
  { image: 'debian', ...DEBIAN },
  { image: 'ubuntu', ...DEBIAN },
  { image: 'python', ...DEBIAN },
  { image: 'node', ...DEBIAN, install: 'apt-get -y install' },
  { image: 'golang', ...DEBIAN },
  { image: 'registry.example.com/base/java', ...DEBIAN },
  { image: 'alpine', ...ALPINE },
  { image: 'php', ...ALPINE },
  { image: 'fedora', ...FEDORA },
];

export const PACKAGES = [
  'ca-certificates',
  'curl',
  'git',
  'gnupg',
  'make',
  'gcc',
  'openssl',
  'tzdata',
  'unzip',
  'jq',
  'libpq-dev',
  'libxml2',
  'nginx',
  'postgresql-client',
  'rsync',
  'sudo',
  'tini',
  'vim',
  'wget',
  'xz-utils',
  'zlib1g-dev',
  'bash',
  'procps',
] as const;

export const NAMES = [
  'accounts',
  'billing',
  'catalogue',
  'gateway',
  'harbour',
  'ledger',
  'mailer',
  'orders',
  'pricing',
  'quotes',
  'reports',
  'search',
  'stock',
  'tariffs',
  'tickets',
  'worker',
] as const;

export const WORDS = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'flint',
  'grove',
  'heron',
  'inlet',
  'juniper',
] as const;

export const VERSIONS = [
  '1.4.2',
  '2.0',
  '3.12-slim',
  '3.20',
  '7.4',
  '8',
  '12.1',
  '20.11.1',
  '22.04',
  '0.9.13',
] as const;

export const ADVICE = [
  'What the build needs and the image does not',
  'Kept in one layer, so that nothing of it stays behind',
  'TODO: pin this once the mirror keeps old versions',
  'See the handbook of the team before changing the order of these lines',
  'hadolint ignore=DL3008',
  'The server listens on an unprivileged port',
] as const;

/** Ways to fetch an archive, and to unpack it. */
export const DOWNLOADS = [
  {
    load: (url: string, file: string) => `curl -fsSL -o ${file} "${url}"`,
    unpack: (file: string) => `tar -xzf ${file} -C /usr/local --strip-components=1`,
  },
  {
    load: (url: string, file: string) => `wget -q ${url} -O ${file}`,
    unpack: (file: string) => `tar xf ${file} -C /opt`,
  },
  {
    load: (url: string, file: string) => `curl -k -L ${url} > ${file}`,
    unpack: (file: string) => `mkdir -p /opt/tool && tar -zxf ${file} -C /opt/tool`,
  },
] as const;

/** What is copied first, how dependencies come in, and how it is built. */
export const APPLICATIONS: readonly {
  readonly manifest: string;
  readonly install: string;
  readonly build?: string;
}[] = [
  {
    manifest: 'package.json package-lock.json',
    install: 'npm ci --omit=dev',
    build: 'npm run build && npm cache clean --force',
  },
  { manifest: 'package*.json', install: 'npm install -g pm2 && npm install' },
  { manifest: 'yarn.lock', install: 'yarn install --frozen-lockfile' },
  { manifest: 'requirements.txt', install: 'pip install --no-cache-dir -r requirements.txt' },
  { manifest: 'requirements.txt', install: 'pip install gunicorn flask==3.0.3 && pip3 install -r requirements.txt' },
  {
    manifest: 'go.mod go.sum',
    install: '--mount=type=cache,target=/go/pkg/mod go mod download',
    build: 'CGO_ENABLED=0 GOOS=linux go build -trimpath -ldflags "-s -w" -o /srv/out/server ./cmd/server',
  },
  { manifest: 'pom.xml', install: 'mvn -B dependency:go-offline', build: 'mvn -B -o package -DskipTests' },
  { manifest: 'Gemfile Gemfile.lock', install: "bundle config set without 'development test' && bundle install -j4" },
  {
    manifest: 'Cargo.toml Cargo.lock',
    install: 'cargo fetch --locked',
    build: 'cargo build --release --locked --offline',
  },
];
