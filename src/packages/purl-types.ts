/** What the type of a package URL says of how its parts are written (https://github.com/package-url/purl-spec, types). */
export interface PurlTypeRule {
  readonly namespace?: (text: string) => string;
  readonly name?: (text: string) => string;
  readonly version?: (text: string) => string;
}

function lower(text: string): string {
  return text.toLowerCase();
}

function upper(text: string): string {
  return text.toUpperCase();
}

const SEPARATORS = /[-_.]+/g;
const NEEDS_DASH = /[_.]|--/;

/** Names of Python projects (PEP 503): runs of `-`, `_` and `.` are one `-`. */
function python(text: string): string {
  const name = text.toLowerCase();
  return NEEDS_DASH.test(name) ? name.replace(SEPARATORS, '-') : name;
}

const BOTH: PurlTypeRule = { namespace: lower, name: lower };

const RULES: ReadonlyMap<string, PurlTypeRule> = new Map<string, PurlTypeRule>([
  ['alpm', BOTH],
  ['apk', BOTH],
  ['bitbucket', BOTH],
  ['bitnami', BOTH],
  ['composer', BOTH],
  ['cpan', { namespace: upper }],
  ['deb', BOTH],
  ['github', BOTH],
  ['golang', BOTH],
  ['hex', BOTH],
  ['huggingface', { version: lower }],
  ['luarocks', BOTH],
  ['npm', BOTH],
  ['oci', { name: lower }],
  ['pub', { name: (text) => text.toLowerCase().replaceAll('-', '_') }],
  ['pypi', { name: python }],
  ['qpkg', { namespace: lower }],
  ['rpm', { namespace: lower }],
]);

const NO_RULE: PurlTypeRule = {};

/** The rules of a type, which is in lower case. A type that is not known has none. */
export function purlTypeRule(type: string): PurlTypeRule {
  return RULES.get(type) ?? NO_RULE;
}
