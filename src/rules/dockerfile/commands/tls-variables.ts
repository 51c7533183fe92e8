import { isLocalHost } from './downloaders.ts';

/** An environment variable that switches the check of certificates off. */
export interface TlsVariable {
  readonly alias?: string;
  /** As in "git does not check .. ": who is affected. */
  readonly who: string;
  /** Whether a value does so; the value of a variable that is not known counts as ''. */
  readonly switchesOff: (value: string) => boolean;
}

const ANY = (): boolean => true;
const SOME = (value: string): boolean => value.trim() !== '';
const ZERO = (value: string): boolean => value === '0';
const FALSE = (value: string): boolean => /^(?:false|0|no|off)$/i.test(value);
/** Names of hosts, between blanks or commas: the machine itself needs no certificate. */
const HOSTS = (value: string): boolean =>
  value.split(/[\s,]+/).some((host) => host !== '' && !isLocalHost(host.replace(/:\d{1,5}$/, '')));

const NPM: TlsVariable = { alias: 'CKV2_DOCKER_12', who: 'npm', switchesOff: FALSE };

const VARIABLES: ReadonlyMap<string, TlsVariable> = new Map<string, TlsVariable>([
  ['PIP_TRUSTED_HOST', { alias: 'CKV2_DOCKER_16', who: 'pip', switchesOff: HOSTS }],
  ['PYTHONHTTPSVERIFY', { alias: 'CKV2_DOCKER_5', who: 'Python', switchesOff: ZERO }],
  ['NODE_TLS_REJECT_UNAUTHORIZED', { alias: 'CKV2_DOCKER_6', who: 'Node.js', switchesOff: ZERO }],
  ['NPM_CONFIG_STRICT_SSL', NPM],
  ['YARN_STRICT_SSL', { alias: 'CKV2_DOCKER_12', who: 'yarn', switchesOff: FALSE }],
  ['YARN_ENABLE_STRICT_SSL', { alias: 'CKV2_DOCKER_12', who: 'yarn', switchesOff: FALSE }],
  // Git looks only at whether it is there.
  ['GIT_SSL_NO_VERIFY', { alias: 'CKV2_DOCKER_14', who: 'git', switchesOff: ANY }],
  ['GOINSECURE', { alias: 'CKV2_DOCKER_18', who: 'go', switchesOff: SOME }],
  ['UV_INSECURE_HOST', { who: 'uv', switchesOff: HOSTS }],
  ['CONDA_SSL_VERIFY', { who: 'conda', switchesOff: FALSE }],
]);

/** What occurs in every name of the list, in either case. */
const MARKS = /TRUSTED_HOST|HTTPSVERIFY|UNAUTHORIZED|STRICT_SSL|SSL_NO_VERIFY|INSECURE|SSL_VERIFY/i;

/** Whether a text may name one of the variables. */
export function mayNameTlsVariable(text: string): boolean {
  return MARKS.test(text);
}

/** What a variable of this name does to the check of certificates; npm takes its own in any case. */
export function tlsVariable(name: string): TlsVariable | undefined {
  return VARIABLES.get(name) ?? (name.toUpperCase() === 'NPM_CONFIG_STRICT_SSL' ? NPM : undefined);
}
