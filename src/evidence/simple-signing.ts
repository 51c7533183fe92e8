import { quoted, refuse } from './refused.ts';
import { json, member, object, text } from './shape.ts';

const TYPE = 'cosign container image signature';

/**
 * Reads the payload of a simple signature (containers/image, docs/atomic-signature.md, with cosign's type).
 * @throws Refused unless it is about the image with this digest
 */
export function refuseOtherImage(payload: Uint8Array, digest: string): void {
  const critical = object(member(object(json(payload, 'the payload'), 'the payload'), 'critical'), 'critical');
  const type = text(member(critical, 'type'), 'critical.type of the payload');
  if (type !== TYPE) refuse(`critical.type of the payload is ${quoted(type)}, expected "${TYPE}"`);
  const image = object(member(critical, 'image'), 'critical.image of the payload');
  const signed = text(member(image, 'docker-manifest-digest'), 'docker-manifest-digest of the payload');
  if (signed !== digest) refuse(`the signed digest ${quoted(signed)} is not that of the image`);
}
