/** What the value of a label may have to be. */
export const LABEL_TYPES = ['text', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const;
export type LabelType = (typeof LABEL_TYPES)[number];

/** No value of these forms is longer. */
const MAX_LENGTH = 2_048;

const URL_FORM = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+\S*$/i;
const HASH = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/;
const NUMBER = '(?:0|[1-9]\\d*)';
const PRERELEASE = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const SEMVER = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRERELEASE}(?:\\.${PRERELEASE})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const LICENCE_ID = /^(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9.-]*\+?$/;

interface Form {
  /** `is no URL`. */
  readonly complaint: string;
  /** hadolint's check of this type. */
  readonly alias: string;
  matches(value: string): boolean;
}

const FORMS: Readonly<Record<Exclude<LabelType, 'text'>, Form>> = {
  url: { complaint: 'is no URL', alias: 'DL3052', matches: (value) => URL_FORM.test(value) },
  rfc3339: { complaint: 'is no date and time as in 2024-05-01T12:00:00Z', alias: 'DL3053', matches: isDate },
  spdx: { complaint: 'is no SPDX licence expression', alias: 'DL3054', matches: isLicenceExpression },
  hash: { complaint: 'is no Git commit', alias: 'DL3055', matches: (value) => HASH.test(value) },
  semver: { complaint: 'is no semantic version', alias: 'DL3056', matches: (value) => SEMVER.test(value) },
  email: { complaint: 'is no e-mail address', alias: 'DL3058', matches: isEmail },
};

/** What is wrong with the value of a label; undefined where nothing is. */
export function labelComplaint(type: LabelType, value: string): Pick<Form, 'complaint' | 'alias'> | undefined {
  if (value === '') return { complaint: 'is empty', alias: 'DL3051' };
  if (type === 'text') return undefined;
  const form = FORMS[type];
  return value.length <= MAX_LENGTH && form.matches(value) ? undefined : form;
}

/** RFC 3339, section 5.6. */
function isDate(value: string): boolean {
  const parts = DATE.exec(value);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0] = parts.slice(1, 4).map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** One address without a name, at a host with a dot. */
function isEmail(value: string): boolean {
  const at = value.indexOf('@');
  const host = value.slice(at + 1);
  const dot = host.lastIndexOf('.');
  return at > 0 && dot > 0 && dot < host.length - 1 && !/[\s@<>,;]/.test(value.slice(0, at) + host);
}

/** The form of an SPDX licence expression (SPDX 2.3, annex D): identifiers are not looked up in the list. */
function isLicenceExpression(value: string): boolean {
  let depth = 0;
  let wantsId = true;
  for (const token of value.match(/[()]|[^\s()]+/g) ?? []) {
    const isOperator = token === 'AND' || token === 'OR' || token === 'WITH';
    if (token === ')' || isOperator) {
      if (wantsId) return false;
      wantsId = isOperator;
      if (token === ')' && --depth < 0) return false;
    } else {
      if (!wantsId) return false;
      if (token === '(') depth += 1;
      else if (LICENCE_ID.test(token)) wantsId = false;
      else return false;
    }
  }
  return depth === 0 && !wantsId;
}
