const DURATION_PART = /([0-9]*)(?:\.([0-9]*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/y;
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
/** Longest duration, in nanoseconds. */
const MAX_DURATION = 2 ** 63;
/** Longer texts are no durations that anybody writes. */
const MAX_TEXT = 256;

/** Nanoseconds of a duration as Go writes it (`1m30s`, `time.ParseDuration`); undefined where it is none. */
export function goDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const unsigned = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text;
  if (unsigned === '0') return 0;
  if (unsigned === '' || unsigned.length > MAX_TEXT) return undefined;
  let total = 0;
  for (DURATION_PART.lastIndex = 0; DURATION_PART.lastIndex < unsigned.length; ) {
    const [, whole = '', fraction = '', unit = ''] = DURATION_PART.exec(unsigned) ?? [];
    if (unit === '' || (whole === '' && fraction === '')) return undefined;
    total += Math.trunc(
      Number(`${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`) * (UNITS[unit] ?? 0),
    );
  }
  return total < MAX_DURATION ? sign * total : undefined;
}

const TRUTHS: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const UNTRUTHS: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Whether Go reads a text as a boolean (`strconv.ParseBool`). */
export function isGoBoolean(text: string): boolean {
  return TRUTHS.has(text) || UNTRUTHS.has(text);
}

const SIZE = /^(?<number>.*[0-9. ])(?<suffix>[^0-9. ]{0,3})$/s;
const SIZE_SUFFIX = /^(?:b|[kmgtp](?:i?b)?)?$/i;
const GO_FLOAT = /^[+-]?(?:(?:[0-9]+(?:_[0-9]+)*)?\.?[0-9]*(?:e[+-]?[0-9]+)?|inf|infinity|nan)$/i;

/** Whether BuildKit reads a text as a size in memory (`units.RAMInBytes`): `100m`, `1.5 GiB`. */
export function isMemorySize(text: string): boolean {
  if (text.length > MAX_TEXT) return false;
  const { number = '', suffix = '' } = SIZE.exec(text)?.groups ?? {};
  const amount = number.endsWith(' ') ? number.slice(0, -1) : number;
  if (amount.startsWith('-') && Number(amount) !== 0) return false;
  return GO_FLOAT.test(amount) && /[0-9]/.test(amount) && SIZE_SUFFIX.test(suffix);
}

const NAMED_SIGNALS = new Set(
  (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP ' +
    'TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'
  ).split(' '),
);
const REALTIME = /^RTM(?:IN\+(?:[1-9]|1[0-5])|AX-(?:[1-9]|1[0-4]))$/;
const WHOLE_NUMBER = /^[+-]?[0-9]{1,18}$/;

/** Whether BuildKit takes a text for a signal of Linux: `SIGTERM`, `term`, `15`. */
export function isSignal(text: string): boolean {
  if (WHOLE_NUMBER.test(text)) return Number(text) !== 0;
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper.slice(3) : upper;
  return NAMED_SIGNALS.has(name) || REALTIME.test(name);
}
