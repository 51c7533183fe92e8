import type { Build, Value } from '../model/build.ts';
import type { ExposedPort, Fact, ImageFacts } from '../model/image-facts.ts';
import type { CommandForm, Instruction } from '../model/instruction.ts';
import type { Piece } from '../model/mapped-text.ts';
import { printable } from '../model/printable.ts';
import { cleanPath } from './dockerignore.ts';
import { EntryList } from './entry-list.ts';
import { readPorts } from './exposed-ports.ts';
import type { ImageStart } from './image-start.ts';

/** Ports that are listed one by one: more than all there are. */
const MAX_PORTS = 200_000;

/** As long as paths get on Linux. */
const MAX_PATH = 4096;

const NO_WORDS: readonly string[] = [];

/** The configuration of an image while instructions change it, one after the other. */
export class ImageConfig {
  readonly #build: Build;
  readonly #ports: EntryList<ExposedPort>;
  readonly #volumes: EntryList<string>;
  readonly #env: EntryList<string>;
  readonly #labels: EntryList<string>;
  #user: Fact<string>;
  #entrypoint: Fact<readonly string[]>;
  #cmd: Fact<readonly string[]>;
  #workingDir: Fact<string>;
  #stopSignal: Fact<string>;
  #healthcheck: Fact<readonly string[]>;
  /** CMD stands in the stage that is looked at. */
  #hasOwnCmd = false;
  #listedPorts = 0;

  constructor(build: Build, start: ImageStart) {
    this.#build = build;
    const named = (names: readonly string[]) => names.map((name) => [name, name] as const);
    this.#ports = new EntryList(start.pick(({ exposedPorts }) => exposedPorts?.flatMap(portsOf), []) ?? start.why);
    this.#volumes = new EntryList(start.pick(({ volumes }) => volumes && named(volumes), []) ?? start.why);
    this.#env = new EntryList(start.pick(({ env }) => env, new Map<string, string | undefined>()) ?? start.why);
    this.#labels = new EntryList(start.pick(({ labels }) => labels, new Map<string, string>()) ?? start.why);
    this.#user = start.fact(({ user }) => user, '');
    this.#entrypoint = start.fact(({ entrypoint }) => entrypoint, NO_WORDS);
    this.#cmd = start.fact(({ cmd }) => cmd, NO_WORDS);
    this.#workingDir = start.fact(({ workingDir }) => workingDir, '');
    this.#stopSignal = start.fact(() => undefined, '');
    this.#healthcheck = start.fact(({ hasHealthcheck }) => (hasHealthcheck === false ? NO_WORDS : undefined), NO_WORDS);
  }

  /** A stage begins. */
  enterStage(): void {
    this.#hasOwnCmd = false;
  }

  facts(onbuild: ImageFacts['onbuild']): ImageFacts {
    return {
      user: this.#user,
      exposedPorts: this.#ports.fact(),
      volumes: this.#volumes.fact(),
      entrypoint: this.#entrypoint,
      cmd: this.#cmd,
      env: this.#env.fact(),
      labels: this.#labels.fact(),
      workingDir: this.#workingDir,
      stopSignal: this.#stopSignal,
      healthcheck: this.#healthcheck,
      onbuild,
    };
  }

  apply(instruction: Instruction): void {
    if (instruction.broken) return;
    switch (instruction.keyword) {
      case 'USER':
        this.#user = this.#textOf(instruction, instruction.value);
        break;
      case 'STOPSIGNAL':
        this.#stopSignal = this.#textOf(instruction, instruction.value);
        break;
      case 'WORKDIR':
        this.#changeDir(instruction, this.#textOf(instruction, instruction.value));
        break;
      case 'CMD':
        this.#cmd = this.#command(instruction, instruction.command);
        this.#hasOwnCmd = true;
        break;
      case 'ENTRYPOINT':
        this.#entrypoint = this.#command(instruction, instruction.command);
        // One that is inherited was written for another entry point.
        if (!this.#hasOwnCmd) this.#cmd = { known: true, value: NO_WORDS, from: instruction };
        break;
      case 'HEALTHCHECK':
        this.#healthcheck = { known: true, value: testOf(instruction.type, instruction.command), from: instruction };
        break;
      case 'ENV':
      case 'LABEL':
        for (const { key, value } of instruction.pairs) this.#addPair(instruction, key, value);
        break;
      case 'EXPOSE':
        for (const word of instruction.words) this.#expose(instruction, word);
        break;
      case 'VOLUME':
        for (const word of instruction.words) {
          const path = this.#build.expand(instruction, word);
          if (path.kind === 'unknown') this.#volumes.doubt(whyUnknown(path), instruction);
          else if (path.text !== '') this.#volumes.add(path.text, path.text, instruction);
        }
        break;
      default:
        break;
    }
  }

  #textOf(instruction: Instruction, piece: Piece): Fact<string> {
    const value = this.#build.expand(instruction, piece);
    return value.kind === 'unknown'
      ? { known: false, why: whyUnknown(value), from: instruction }
      : { known: true, value: value.text, from: instruction };
  }

  #changeDir(from: Instruction, to: Fact<string>): void {
    const before = this.#workingDir;
    if (!to.known) this.#workingDir = to;
    else if (to.value.startsWith('/')) this.#workingDir = directory(to.value, from);
    else if (before.known) this.#workingDir = directory(`/${before.value}/${to.value}`, from);
    else this.#workingDir = { ...before, from };
  }

  #command(instruction: Instruction, command: CommandForm): Fact<readonly string[]> {
    const value =
      command.form === 'exec'
        ? command.items.map((item) => item.value)
        : [...this.#build.shellAt(instruction).words, command.piece.text];
    return { known: true, value, from: instruction };
  }

  #addPair(instruction: Instruction, key: Piece, value: Piece | undefined): void {
    const list = instruction.keyword === 'ENV' ? this.#env : this.#labels;
    const name = this.#build.expand(instruction, key);
    const text: Value = value === undefined ? { kind: 'known', text: '' } : this.#build.expand(instruction, value);
    if (name.kind === 'unknown') list.doubt(whyUnknown(name), instruction);
    else list.add(name.text, text.kind === 'unknown' ? undefined : text.text, instruction);
  }

  #expose(instruction: Instruction, piece: Piece): void {
    const value = this.#build.expand(instruction, piece);
    if (value.kind === 'unknown') {
      this.#ports.doubt(whyUnknown(value), instruction);
      return;
    }
    for (const word of value.text.split(/\s/)) {
      if (word === '') continue;
      const ports = readPorts(word);
      this.#listedPorts += ports === undefined ? 0 : ports.to.port - ports.from.port + 1;
      if (ports === undefined) this.#ports.doubt(`"${printable(word)}" is no port`, instruction);
      else if (this.#listedPorts > MAX_PORTS) this.#ports.doubt('there are too many ports', instruction);
      else for (const [key, port] of portsOf(word)) this.#ports.add(key, port, instruction);
    }
  }
}

function directory(path: string, from: Instruction): Fact<string> {
  return path.length > MAX_PATH
    ? { known: false, why: 'its path is longer than paths can be', from }
    : { known: true, value: cleanPath(path), from };
}

/** The ports that a word of EXPOSE names, by port and protocol. */
function portsOf(word: string): [string, ExposedPort][] {
  const ports = readPorts(word);
  const all: [string, ExposedPort][] = [];
  if (ports === undefined) return all;
  const { protocol } = ports.from;
  for (let { port } = ports.from; port <= ports.to.port; port += 1)
    all.push([`${port}/${protocol}`, { port, protocol }]);
  return all;
}

function testOf(type: Piece | undefined, command: CommandForm | undefined): readonly string[] {
  if (command === undefined) return [type?.text.toUpperCase() ?? 'NONE'];
  return command.form === 'exec'
    ? ['CMD', ...command.items.map(({ value }) => value)]
    : ['CMD-SHELL', command.piece.text];
}

function whyUnknown({ names: [name] }: Value & { readonly kind: 'unknown' }): string {
  return name === undefined
    ? 'it is written in a way that cannot be told'
    : `it depends on the variable ${printable(name)}`;
}
