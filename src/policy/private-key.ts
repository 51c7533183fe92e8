/** The label and some of what follows it: a rule may look for the label alone, in what it judges. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,64}PRIVATE KEY-----(?:\s|\\[nr])*(?:[A-Za-z0-9+/]{16}|Proc-Type:)/;

/** What is wrong with a policy that holds a private key. */
export const PRIVATE_KEY_FAULT =
  'holds a private key, which belongs in no policy: give the public key, and think about who may have read this one';

/** Whether a text holds a private key in PEM: what is said of it then must not quote it. */
export function holdsPrivateKey(text: string): boolean {
  return text.includes('PRIVATE KEY-----') && PRIVATE_KEY.test(text);
}
