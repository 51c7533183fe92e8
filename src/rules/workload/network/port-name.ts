const MAX_LENGTH = 15;
const WORDS = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const LETTER = /[a-z]/;

/** IANA_SVC_NAME (RFC 6335 section 5.1), as the API server checks the names of ports. */
export function isPortName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= MAX_LENGTH && WORDS.test(name) && LETTER.test(name);
}

/** What a port name is, for messages. */
export const PORT_NAME_GRAMMAR = `at most ${MAX_LENGTH} lower-case letters, digits and single "-", with a letter among them`;
