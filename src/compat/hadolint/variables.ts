import type { InstructionOf, Pair } from '../../model/instruction.ts';
import type { HadolintRule } from './rule.ts';

const SECRET_WORDS = ['api_key', 'client_key', 'password', 'private', 'secret', 'token', 'username'];
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'APPLICATION_KEY',
  'AWS_ACCESS_KEY_ID',
  'CI_DEPLOY_USER',
  'DOCKER_EMAIL',
  'FACEBOOK_APP_ID',
  'HEROKU_API_USER',
  'OKTA_AUTHN_GROUPID',
  'OKTA_CLIENT_ORGURL',
  'OKTA_OAUTH2_CLIENTID',
  'STRIPE_DEVICE_NAME',
  'TRAVIS_OS_NAME',
  'TRAVIS_SECURE_ENV_VARS',
  'TRAVIS_SUDO',
]);
const REFERENCE = /\$(?:\{(?<braced>[A-Za-z_][A-Za-z0-9_]*)\}|(?<plain>[A-Za-z_][A-Za-z0-9_]*))/g;

function isSecret(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_NAMES.has(name) || SECRET_WORDS.some((word) => lower.includes(word));
}

function referencesIn({ value }: Pair): readonly string[] {
  return [...(value?.text ?? '').matchAll(REFERENCE)].map(({ groups }) => groups?.braced ?? groups?.plain ?? '');
}

function refersToItself({ pairs }: InstructionOf<'ENV'>, known: ReadonlySet<string>): boolean {
  const own = new Set(pairs.map(({ key }) => key.text));
  return pairs.some((pair) =>
    referencesIn(pair).some((name) => name !== pair.key.text && own.has(name) && !known.has(name)),
  );
}

export const VARIABLES: readonly HadolintRule[] = [
  {
    code: 'DL3044',
    severity: 'error',
    message: 'ENV refers to a variable that the same instruction defines',
    check({ instructions, report }) {
      const known = new Set<string>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'ENV' && refersToItself(instruction as InstructionOf<'ENV'>, known)) {
          report(instruction);
        }
        if (instruction.keyword === 'ENV' || instruction.keyword === 'ARG') {
          for (const { key } of instruction.pairs) known.add(key.text);
        }
      }
    },
  },
  {
    code: 'DL3064',
    severity: 'warning',
    message: 'a secret would stay in the image or its history',
    triggers: true,
    check({ instructions, report }) {
      for (const instruction of instructions) {
        if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') continue;
        if (instruction.pairs.some(({ key }) => isSecret(key.text))) report(instruction);
      }
    },
  },
];
