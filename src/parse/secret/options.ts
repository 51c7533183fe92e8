import { isFilledIn } from './assignments.ts';
import { isHarmless } from './values.ts';

/** How a program takes a password on its command line, where the name of the option does not say so. */
interface PasswordOptions {
  /** Options that have it as the next word. */
  readonly apart: ReadonlySet<string>;
  /** The option that has it in the same word. */
  readonly joined?: string;
  /** It comes behind the name of a user and a colon. */
  readonly isLogin?: true;
}

const CURL: PasswordOptions = { apart: new Set(['-u', '--user', '-U', '--proxy-user']), joined: '-u', isLogin: true };
const MYSQL: PasswordOptions = { apart: new Set(), joined: '-p' };
const MONGO: PasswordOptions = { apart: new Set(['-p']) };
const LDAP: PasswordOptions = { apart: new Set(['-w']) };

/** Programs that probes, hooks and scripts call, by what each man page says. */
const PROGRAMS: ReadonlyMap<string, PasswordOptions> = new Map([
  ['curl', CURL],
  ['ldapmodify', LDAP],
  ['ldapsearch', LDAP],
  ['ldapwhoami', LDAP],
  ['mariadb', MYSQL],
  ['mariadb-admin', MYSQL],
  ['mariadb-dump', MYSQL],
  ['mongo', MONGO],
  ['mongodump', MONGO],
  ['mongorestore', MONGO],
  ['mongosh', MONGO],
  ['mysql', MYSQL],
  ['mysqladmin', MYSQL],
  ['mysqldump', MYSQL],
  ['redis-cli', { apart: new Set(['-a', '--pass']) }],
  ['sshpass', { apart: new Set(['-p']), joined: '-p' }],
]);
const MENTION = /curl|ldap|mariadb|mongo|mysql|redis-cli|sshpass/;
/** Ends a command of a shell: what follows is another program. */
const COMMAND_END = /^(?:\|\|?|&&?|;)$|;$/;

/** Goes through the words of a command, one after the other. */
export class CommandReader {
  #program: PasswordOptions | undefined;
  #isNext = false;

  /** A reader that has read the word, where it is one of the programs: most commands need none. */
  static behind(word: string): CommandReader | undefined {
    if (programOf(word) === undefined) return undefined;
    const reader = new CommandReader();
    reader.reads(word);
    return reader;
  }

  /** Whether a word has a password in it that stands there as it is. */
  reads(word: string): boolean {
    const isValue = this.#isNext;
    this.#isNext = false;
    if (this.#program === undefined) {
      this.#program = programOf(word);
      return false;
    }
    const { apart, joined, isLogin = false } = this.#program;
    if (isValue) return isPassword(word, isLogin);
    if (COMMAND_END.test(word)) this.#program = undefined;
    this.#isNext = apart.has(word);
    if (this.#isNext || joined === undefined || !word.startsWith(joined)) return false;
    return isPassword(word.slice(joined.length), isLogin);
  }
}

const LONGEST_NAME = Math.max(...PROGRAMS.keys().map(({ length }) => length));

function programOf(path: string): PasswordOptions | undefined {
  const start = path.lastIndexOf('/') + 1;
  return path.length - start > LONGEST_NAME ? undefined : PROGRAMS.get(path.slice(start));
}

const QUOTES = /^["']+|["';]+$/g;

function isPassword(written: string, isLogin: boolean): boolean {
  const value = written.replace(QUOTES, '');
  const password = isLogin ? value.slice(value.indexOf(':') + 1 || value.length).replace(QUOTES, '') : value;
  return !isFilledIn(password) && !isHarmless(password, 'password');
}

/** Between two words of a shell, with what opens the second: quotes, a command within. */
const WORD_START = /(?:\s+|\$\()["'`]*/;

/** Why a text of a shell is taken for one with a password: `redis-cli -a <password>`, `curl -u <user>:<password>`. */
export function passwordInCommand(text: string): string | undefined {
  if (!MENTION.test(text)) return undefined;
  const reader = new CommandReader();
  for (const word of text.split(WORD_START)) if (reader.reads(word)) return PASSWORD_OPTION;
  return undefined;
}

/** Why a word that a CommandReader has found is taken for a secret. */
export const PASSWORD_OPTION = 'the option before it takes a password';
