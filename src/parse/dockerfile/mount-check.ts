import type { Mount, MountField } from '../../model/instruction.ts';
import { printable } from '../../model/printable.ts';
import { closestWord } from '../../model/suggest.ts';
import { expandText } from './expand.ts';
import { isGoBoolean, isMemorySize } from './go-values.ts';
import type { Reading } from './reading.ts';

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARINGS = ['shared', 'private', 'locked'];
const SWITCHES: ReadonlySet<string> = new Set(['readonly', 'ro', 'readwrite', 'rw', 'required']);
const KEYS = [
  ...['type', 'from', 'source', 'src', 'target', 'dst', 'destination', 'readonly', 'ro', 'readwrite', 'rw'],
  ...['required', 'size', 'id', 'sharing', 'mode', 'uid', 'gid', 'env'],
];
const ALIASES: Readonly<Record<string, string>> = { src: 'source', dst: 'target', destination: 'target' };
const MAX_ID = 2 ** 32;

/** Reports what BuildKit refuses in a mount (instructions/commands_runmount.go). What variables come to is not known. */
export function checkMount(reading: Reading, mount: Mount): void {
  new MountCheck(reading, mount).run();
}

class MountCheck {
  readonly #reading: Reading;
  readonly #mount: Mount;
  /** Undefined where it depends on a variable. */
  #type: string | undefined = 'bind';
  /** Values by their keys, aliases resolved; undefined where they are not known. */
  readonly #values = new Map<string, string | undefined>();

  constructor(reading: Reading, mount: Mount) {
    this.#reading = reading;
    this.#mount = mount;
  }

  run(): void {
    for (const field of this.#mount.fields) {
      const problem = field.value === undefined ? this.#bareProblem(field.key) : this.#problem(field, field.value);
      const place = field.piece.text === '' ? this.#mount.flag.whole : field.piece;
      if (problem !== undefined) this.#reading.fault(problem, place);
    }
    const problem = this.#combinationProblem();
    if (problem !== undefined) this.#reading.fault(problem, this.#mount.flag.whole);
  }

  #bareProblem(key: string): string | undefined {
    if (!SWITCHES.has(key)) return `"${printable(key, 64)}" of --mount needs a value: write ${printable(key, 64)}=...`;
    return key === 'required' ? this.#requiredProblem() : undefined;
  }

  #requiredProblem(): string | undefined {
    return this.#isType('secret', 'ssh') ? undefined : 'only mounts of the types secret and ssh can be "required"';
  }

  #problem({ key, piece }: MountField, written: string): string | undefined {
    if (key === 'from') {
      const dollar = written.indexOf('$');
      this.#values.set(key, written);
      const expands = dollar !== -1 && dollar !== written.length - 1;
      return expands ? '"from" of --mount takes no variables: name a stage FROM the image, and that here' : undefined;
    }
    if (!KEYS.includes(key)) {
      const closest = closestWord(key, KEYS);
      const meant = closest === undefined ? '' : `; did you mean "${closest}"?`;
      return `"${printable(key, 64)}" is no key of --mount${meant}`;
    }
    const { value, fault } = expandText(written, this.#reading.escapeMark, () => ({ kind: 'unknown', names: [] }));
    if (fault !== undefined) return fault.message;
    const text = value.kind === 'unknown' ? undefined : value.text;
    this.#values.set(ALIASES[key] ?? key, text);
    if (key === 'type') this.#type = text?.toLowerCase();
    return text === undefined ? undefined : this.#valueProblem(key, text, printable(piece.text, 64));
  }

  #valueProblem(key: string, text: string, shown: string): string | undefined {
    if (key === 'type') return choiceProblem('type', text.toLowerCase(), TYPES);
    if (key === 'sharing') return choiceProblem('sharing', text.toLowerCase(), SHARINGS);
    if (key === 'required' && !this.#isType('secret', 'ssh')) return this.#requiredProblem();
    if (SWITCHES.has(key)) return isGoBoolean(text) ? undefined : `"${shown}" of --mount can only be true or false`;
    if (key === 'size') {
      if (!this.#isType('tmpfs')) return 'only mounts of the type tmpfs can have a "size"';
      return isMemorySize(text) ? undefined : `"${shown}" of --mount is no size: write it as 64m`;
    }
    if (key === 'mode')
      return isWhole(text, 8) ? undefined : `"${shown}" of --mount is no octal mode: write it as 0600`;
    if (key !== 'uid' && key !== 'gid') return undefined;
    return isWhole(text, 10) ? undefined : `"${shown}" of --mount must be a number`;
  }

  #combinationProblem(): string | undefined {
    const ids = ['mode', 'uid', 'gid'].filter((key) => this.#values.has(key));
    if (ids.length > 0 && !this.#isType('secret', 'ssh', 'cache')) {
      return `mounts of the type ${this.#type} cannot have a "${ids[0]}"`;
    }
    if (this.#type === 'secret') {
      if (this.#isSet('from')) return 'a secret mount cannot have "from"';
      if (!['source', 'target', 'id'].some((key) => this.#mayBeSet(key))) {
        return 'a secret mount needs an "id", a "source" or a "target"';
      }
      if (this.#isSet('source') && this.#isSet('id'))
        return 'a secret mount cannot have "source" and "id": keep one of them';
    }
    if (this.#isSet('sharing') && !this.#isType('cache')) return 'only mounts of the type cache can have "sharing"';
    return undefined;
  }

  /** Also where the type is not known. */
  #isType(...types: readonly string[]): boolean {
    return this.#type === undefined || types.includes(this.#type) || !TYPES.includes(this.#type);
  }

  #isSet(key: string): boolean {
    return (this.#values.get(key) ?? '') !== '';
  }

  #mayBeSet(key: string): boolean {
    return this.#values.has(key) && this.#values.get(key) !== '';
  }
}

function choiceProblem(key: string, value: string, choices: readonly string[]): string | undefined {
  if (choices.includes(value)) return undefined;
  const closest = closestWord(value, choices);
  const meant = closest === undefined ? `: use ${choices.join(', ')}` : `; did you mean "${closest}"?`;
  return `"${printable(value, 64)}" is no ${key} of --mount${meant}`;
}

/** A whole number without a sign, of 32 bits. */
function isWhole(text: string, radix: 8 | 10): boolean {
  const digits = radix === 8 ? /^[0-7]+$/ : /^[0-9]+$/;
  return text.length <= 64 && digits.test(text) && Number.parseInt(text, radix) < MAX_ID;
}
