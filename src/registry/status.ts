import { RegistryError } from './source.ts';
import type { Answer } from './transport.ts';

/**
 * Nothing for an answer with content; 401, 403, 429 and 5xx have become errors before.
 * @throws RegistryError `absent` for 404, `protocol` for any other status
 */
export function expectOk(answer: Answer, registry: string, what: string): void {
  if (answer.status === 200) return;
  if (answer.status === 404) throw new RegistryError('absent', `${registry} has no such ${what}`);
  throw new RegistryError(
    'protocol',
    `${registry} answered with status ${answer.status} when it was asked for a ${what}`,
  );
}
