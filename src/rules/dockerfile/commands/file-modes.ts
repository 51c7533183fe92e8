/** What a mode of chmod gives, as far as these rules care. */
export interface FileMode {
  readonly setuid: boolean;
  readonly setgid: boolean;
  readonly sticky: boolean;
  /** Everybody may write. */
  readonly othersWrite: boolean;
  /** The whole mode as a number; undefined for one of letters, which changes a mode. */
  readonly bits: number | undefined;
}

const OCTAL = /^0{0,4}([0-7]{3,4})$/;
const CLAUSE = /^([ugoa]{0,8})((?:[-+=][rwxXst]{0,8}){1,4})$/;
const MAX_LENGTH = 128;

/** Reads `4755`, `u+s`, `a+rwX,o-w`; undefined for everything else. */
export function readMode(text: string): FileMode | undefined {
  const octal = OCTAL.exec(text)?.[1];
  if (octal !== undefined) {
    const bits = Number.parseInt(octal, 8);
    return {
      setuid: (bits & 0o4000) !== 0,
      setgid: (bits & 0o2000) !== 0,
      sticky: (bits & 0o1000) !== 0,
      othersWrite: (bits & 0o2) !== 0,
      bits,
    };
  }
  return text.length > MAX_LENGTH ? undefined : readLetters(text);
}

function readLetters(text: string): FileMode | undefined {
  const given = { setuid: false, setgid: false, sticky: false, othersWrite: false };
  for (const clause of text.split(',')) {
    const [, who = '', actions = ''] = CLAUSE.exec(clause) ?? [];
    if (actions === '') return undefined;
    for (const [action] of actions.matchAll(/[-+=][rwxXst]*/g)) apply(given, who, action);
  }
  return { ...given, bits: undefined };
}

type Given = { setuid: boolean; setgid: boolean; sticky: boolean; othersWrite: boolean };

/** Without a letter for whom, the umask keeps others from writing. */
function apply(given: Given, who: string, action: string): void {
  const sign = action.charAt(0);
  const isForAll = who === '' || who.includes('a');
  const change = (before: boolean, letter: string): boolean =>
    action.includes(letter) ? sign !== '-' : sign === '=' ? false : before;
  if (isForAll || who.includes('u')) given.setuid = change(given.setuid, 's');
  if (isForAll || who.includes('g')) given.setgid = change(given.setgid, 's');
  given.sticky = change(given.sticky, 't');
  if (who.includes('a') || who.includes('o')) given.othersWrite = change(given.othersWrite, 'w');
}
