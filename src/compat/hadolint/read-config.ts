import { isObject, ownField } from '../../model/json.ts';
import { describeKind, describeValue } from '../../model/json-type.ts';
import type { FieldPath } from '../../model/path.ts';
import { type Position, SourceError } from '../../model/source.ts';
import { POLICY_LIMITS, parseYaml } from '../../parse/yaml.ts';
import { type HadolintConfig, LABEL_TYPES, type LabelType, NO_CONFIG, THRESHOLDS } from './config.ts';

/**
 * Reads `.hadolint.yaml`. Unknown keys are left alone, as hadolint does; a value of the wrong type is an error, where hadolint
 * would leave out the whole file. `trustedRegistries` may be one text, as its documentation says.
 * @throws SourceError
 */
export function readHadolintConfig(file: string, text: string): HadolintConfig {
  const [document] = parseYaml(file, text, POLICY_LIMITS);
  if (document === undefined || document.value === null) return NO_CONFIG;
  return new Reader(file, document.value, (path) => document.positionOf(path)).read();
}

class Reader {
  readonly #file: string;
  readonly #value: unknown;
  readonly #positionOf: (path: FieldPath) => Position;

  constructor(file: string, value: unknown, positionOf: (path: FieldPath) => Position) {
    this.#file = file;
    this.#value = value;
    this.#positionOf = positionOf;
  }

  read(): HadolintConfig {
    if (!isObject(this.#value)) throw this.#wrong([], 'a map of settings', this.#value);
    const one = this.#text(['format']);
    return {
      ignored: this.#list(['ignored']),
      override: {
        error: this.#list(['override', 'error']),
        warning: this.#list(['override', 'warning']),
        info: this.#list(['override', 'info']),
        style: this.#list(['override', 'style']),
      },
      trustedRegistries: this.#list(['trustedRegistries'], true),
      labelSchema: this.#labelSchema(),
      strictLabels: this.#flag(['strict-labels']),
      disableIgnorePragma: this.#flag(['disable-ignore-pragma']),
      failureThreshold: this.#word(['failure-threshold'], THRESHOLDS),
      noFail: this.#flag(['no-fail']),
      formats: [...this.#list(['formats']), ...(one === undefined ? [] : [one])],
      noColor: this.#flag(['no-color']),
      verbose: this.#flag(['verbose']),
    };
  }

  #at(path: readonly string[]): unknown {
    return path.reduce<unknown>((value, key) => (isObject(value) ? ownField(value, key) : undefined), this.#value);
  }

  #flag(path: readonly string[]): boolean {
    const value = this.#at(path) ?? false;
    if (typeof value === 'boolean') return value;
    throw this.#wrong(path, 'true or false', value);
  }

  #text(path: readonly string[]): string | undefined {
    const value = this.#at(path) ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrong(path, 'a text', value);
  }

  #word<W extends string>(path: readonly string[], words: readonly W[]): W | undefined {
    const text = this.#text(path);
    if (text === undefined) return undefined;
    const word = words.find((each) => each === text.toLowerCase());
    if (word === undefined) throw this.#wrong(path, `one of ${words.join(', ')}`, text);
    return word;
  }

  #list(path: readonly string[], mayBeOne = false): readonly string[] {
    const value = this.#at(path) ?? [];
    if (mayBeOne && typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    throw this.#wrong(path, 'a list of texts', value);
  }

  #labelSchema(): ReadonlyMap<string, LabelType> {
    const value = this.#at(['label-schema']) ?? {};
    if (!isObject(value)) throw this.#wrong(['label-schema'], 'a map of labels and their types', value);
    return new Map(
      Object.keys(value).map((label) => [label, this.#word(['label-schema', label], ['', ...LABEL_TYPES]) || 'text']),
    );
  }

  #wrong(path: readonly string[], wanted: string, found: unknown): SourceError {
    const message = `${path.join('.') || 'the file'} must be ${wanted}, not ${path.length === 0 ? describeKind(found) : describeValue(found)}`;
    return new SourceError([{ file: this.#file, ...this.#positionOf(path), message }]);
  }
}
