import type { JsonObject } from '../model/json.ts';
import { refuse } from './refused.ts';
import { base64, list, member, object, text } from './shape.ts';
import type { Envelope } from './signed-material.ts';

/**
 * Reads a DSSE envelope (github.com/secure-systems-lab/dsse, envelope.md) with exactly one signature. `bytes` is the
 * envelope as it was stored; where it is part of something else, it is written anew as Go's DSSE library does.
 * @throws Refused
 */
export function readEnvelope(envelope: JsonObject, bytes?: Uint8Array): Envelope {
  const payloadType = text(member(envelope, 'payloadType'), 'payloadType of the envelope');
  const signatures = list(member(envelope, 'signatures'), 'signatures of the envelope', Number.MAX_SAFE_INTEGER);
  if (signatures.length !== 1) refuse(`the envelope has ${signatures.length} signatures; exactly one is wanted`);
  const first = object(signatures[0], 'the signature of the envelope');
  const payload = base64(member(envelope, 'payload'), 'payload of the envelope');
  const signature = base64(member(first, 'sig'), 'sig of the envelope');
  const keyid = text(member(first, 'keyid') ?? '', 'keyid of the envelope');
  const encoded = () => {
    if (bytes !== undefined) return Buffer.from(bytes);
    const signed = [{ keyid, sig: signature.toString('base64') }];
    return Buffer.from(JSON.stringify({ payloadType, payload: payload.toString('base64'), signatures: signed }));
  };
  return { kind: 'dsse', payloadType, payload, signature, encoded };
}
