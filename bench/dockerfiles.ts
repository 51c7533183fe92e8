import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dice } from './dice.ts';
import {
  ADVICE,
  APPLICATIONS,
  DISTRIBUTIONS,
  type Distribution,
  DOWNLOADS,
  NAMES,
  PACKAGES,
  VERSIONS,
  WORDS,
} from './dockerfile-parts.ts';

const EXAMPLES = join(import.meta.dirname, '../examples/dockerfiles');

/** Files of the corpus: those of examples/dockerfiles, and the rest thrown. */
const CORPUS = 400;

/**
 * Four hundred Dockerfiles: the examples, and others of many kinds and sizes, half of them of 26 lines and more. The same at
 * each call, but for the examples.
 */
export function corpus(): readonly string[] {
  const examples = exampleTexts();
  return [...examples, ...thrownDockerfiles(CORPUS - examples.length, 7)];
}

/** This many files, no two of them the same; each seed gives others. */
export function thrownDockerfiles(count: number, seed: number): readonly string[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, (_, number) => new Writer(dice, number).write());
}

function exampleTexts(): readonly string[] {
  return readdirSync(EXAMPLES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /dockerfile(?!ignore)/i.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => readFileSync(file, 'utf8'));
}

/** Writes one file as people write them: some with care, some without. */
class Writer {
  readonly #dice: Dice;
  readonly #number: number;
  readonly #lines: string[] = [];
  readonly #distribution: Distribution;
  readonly #isCareful: boolean;

  constructor(dice: Dice, number: number) {
    this.#dice = dice;
    this.#number = number;
    this.#distribution = this.#one(DISTRIBUTIONS);
    this.#isCareful = dice.coin();
  }

  write(): string {
    if (this.#chance(3)) this.#lines.push('# syntax=docker/dockerfile:1');
    if (this.#chance(3)) this.#lines.push(`# ${this.#one(ADVICE)}`);
    const stages = 1 + (this.#chance(3) ? 1 : 0) + (this.#chance(10) ? 1 : 0);
    for (let stage = 1; stage <= stages; stage += 1) this.#stage(stage, stages);
    return `${this.#lines.join('\n')}\n`;
  }

  #stage(stage: number, stages: number): void {
    const { image } = this.#distribution;
    const version = this.#one(VERSIONS);
    const tag = this.#isCareful || this.#dice.coin() ? `:${version}` : this.#dice.coin() ? ':latest' : '';
    this.#lines.push(`FROM ${image}${tag}${stage < stages ? ` ${this.#chance(4) ? 'as' : 'AS'} stage${stage}` : ''}`);
    if (this.#dice.coin()) this.#labels();
    if (this.#chance(2)) this.#variables();
    if (stage > 1) this.#lines.push(`COPY --from=stage${stage - 1} /srv/out /srv/app`);
    const parts = [
      () => this.#packages(),
      () => this.#packages(),
      () => this.#download(),
      () => this.#user(),
      () => this.#settings(),
      () => this.#script(),
    ];
    const size = this.#dice.below(4) + (this.#chance(6) ? this.#dice.below(12) : 0);
    for (let part = 0; part < size; part += 1) {
      if (this.#dice.coin()) this.#lines.push('');
      if (this.#chance(3)) this.#lines.push(`# ${this.#one(ADVICE)}`);
      this.#one(parts)();
    }
    this.#application();
    if (stage === stages) this.#end();
  }

  #labels(): void {
    const name = this.#one(NAMES);
    this.#lines.push(`LABEL org.opencontainers.image.title="${name}" \\`);
    this.#lines.push(`      org.opencontainers.image.version="${this.#one(VERSIONS)}" \\`);
    this.#lines.push(`      org.opencontainers.image.source="https://git.example.com/team/${name}-${this.#number}"`);
    if (!this.#isCareful) this.#lines.push('MAINTAINER Somebody <somebody@example.com>');
  }

  #variables(): void {
    const name = this.#one(WORDS).toUpperCase();
    this.#lines.push(`ARG ${name}_VERSION=${this.#one(VERSIONS)}`);
    if (this.#dice.coin()) this.#lines.push(`ENV ${name}_HOME=/opt/${name.toLowerCase()} \\`, '    LANG=C.UTF-8');
    this.#lines.push(`ENV PATH=/opt/${name.toLowerCase()}-\${${name}_VERSION}/bin:$PATH`);
  }

  #packages(): void {
    const { update, install, tidy, mark } = this.#distribution;
    const chosen = Array.from({ length: 1 + this.#dice.below(7) }, () => this.#one(PACKAGES));
    const names = [...new Set(chosen)].map((name) => (this.#isCareful ? `${name}${mark}${this.#one(VERSIONS)}` : name));
    if (!this.#isCareful && this.#chance(3)) {
      this.#lines.push(`RUN ${update}`, `RUN ${install} ${names.join(' ')}`);
      return;
    }
    this.#lines.push(`RUN ${update} && ${install} \\`, ...names.map((name) => `      ${name} \\`), `    && ${tidy}`);
  }

  #download(): void {
    const { load, unpack } = this.#one(DOWNLOADS);
    const name = this.#one(NAMES);
    const version = this.#one(VERSIONS);
    const url = `https://downloads.example.com/${name}/v${version}/${name}-${version}-linux-amd64.tar.gz`;
    const check = `echo "${'0123456789abcdef'.repeat(4)}  /tmp/${name}.tar.gz" | sha256sum -c -`;
    this.#lines.push(`RUN ${load(url, `/tmp/${name}.tar.gz`)} \\`);
    if (this.#isCareful) this.#lines.push(`    && ${check} \\`);
    this.#lines.push(`    && ${unpack(`/tmp/${name}.tar.gz`)} \\`, `    && rm -f /tmp/${name}.tar.gz`);
  }

  #user(): void {
    const name = this.#one(WORDS);
    const id = 1_000 + this.#dice.below(60_000);
    this.#lines.push(`RUN groupadd --gid ${id} ${name} && useradd --uid ${id} --gid ${name} --create-home ${name} \\`);
    this.#lines.push(`    && mkdir -p /srv/${name} && chown -R ${name}:${name} /srv/${name}`);
    this.#lines.push(`WORKDIR ${this.#isCareful ? '/' : ''}srv/${name}`);
  }

  #settings(): void {
    const name = this.#one(WORDS);
    this.#lines.push('RUN set -eux; \\', `    for part in ${this.#one(NAMES)} ${this.#one(NAMES)}; do \\`);
    this.#lines.push(`      if [ -f "/etc/${name}/$part.conf" ]; then \\`);
    this.#lines.push(`        sed -i -e 's|^listen .*|listen 8080|' -e 's/^user .*;$//' "/etc/${name}/$part.conf"; \\`);
    this.#lines.push('      fi; \\', '    done; \\', `    ln -sf /dev/stdout "/var/log/${name}.log"`);
    if (!this.#isCareful) this.#lines.push(`RUN chmod -R 777 /var/log && cd /srv && make ${name}`);
  }

  #script(): void {
    const name = this.#one(WORDS);
    if (this.#dice.coin()) {
      this.#lines.push(
        'RUN <<EOF',
        'set -e',
        `mkdir -p /etc/${name}`,
        `cp /usr/share/${name}/* "/etc/${name}/"`,
        'EOF',
      );
      return;
    }
    this.#lines.push(`COPY docker/${name}.sh docker/${name}.conf /usr/local/bin/`);
    this.#lines.push(`RUN chmod +x /usr/local/bin/${name}.sh && /usr/local/bin/${name}.sh --setup "$(uname -m)"`);
  }

  #application(): void {
    const { manifest, install, build } = this.#one(APPLICATIONS);
    this.#lines.push('', 'WORKDIR /srv/app', `${this.#chance(4) ? 'ADD' : 'COPY'} ${manifest} ./`, `RUN ${install}`);
    this.#lines.push(this.#isCareful ? 'COPY --chown=65532:65532 src/ ./src/' : 'COPY . .');
    if (build !== undefined) this.#lines.push(`RUN ${build}`);
  }

  #end(): void {
    this.#lines.push('', `EXPOSE ${8_000 + this.#dice.below(1_000)}`);
    if (this.#isCareful) this.#lines.push('USER 65532:65532');
    if (this.#chance(3))
      this.#lines.push('HEALTHCHECK --interval=30s CMD wget -qO- http://localhost:8080/health || exit 1');
    const program = this.#one(NAMES);
    const flag = `--config=/etc/${program}/${this.#number}.yaml`;
    this.#lines.push(this.#isCareful ? `ENTRYPOINT ["/srv/app/${program}", "${flag}"]` : `CMD ./${program} ${flag}`);
  }

  #one<T>(items: readonly T[]): T {
    return items[this.#dice.below(items.length)] as T;
  }

  /** True once in so many throws. */
  #chance(sides: number): boolean {
    return this.#dice.below(sides) === 0;
  }
}
