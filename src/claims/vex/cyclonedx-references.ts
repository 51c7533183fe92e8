import { type JsonObject, ownField } from '../../model/json.ts';
import { formatPurl, parsePurl } from '../../packages/purl.ts';
import { ClaimError } from '../claim.ts';
import { objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { MAX_COMPONENTS } from '../sbom/limits.ts';
import { digestOf } from './statements.ts';

const MAX_HASHES = 64;
const BOM_LINK = /^urn:cdx:(?<serial>[^/#]*)(?:\/[^#]*)?#(?<reference>.*)$/;

/** What the references of a CycloneDX document stand for. */
export class References {
  readonly #ids = new Map<string, readonly string[]>();
  readonly #serial: string;

  /** @throws ClaimError */
  constructor(document: JsonObject) {
    this.#serial = textAt(document, 'serialNumber').replace(/^urn:uuid:/, '');
    const subject = objectAt(objectAt(document, 'metadata') ?? {}, 'component');
    const open = [...(subject === undefined ? [] : [subject]), ...objectsAt(document, 'components', MAX_COMPONENTS)];
    let seen = 0;
    for (let component = open.pop(); component !== undefined; component = open.pop()) {
      seen += 1;
      if (seen > MAX_COMPONENTS) throw new ClaimError(`it lists more than ${MAX_COMPONENTS} components`);
      this.#add(component);
      for (const inner of objectsAt(component, 'components', MAX_COMPONENTS)) open.push(inner);
    }
  }

  /** Two components of one reference: nobody knows which is meant. */
  #add(component: JsonObject): void {
    const reference = shortTextAt(component, 'bom-ref');
    if (reference !== '') this.#ids.set(reference, this.#ids.has(reference) ? [] : idsOfComponent(component));
  }

  /**
   * Every name of what a reference stands for: a component of the document, or one of another document (a BOM-Link), of
   * which only a package URL in it tells anything.
   */
  idsOf(reference: string): readonly string[] {
    const known = this.#ids.get(reference);
    if (known !== undefined) return known;
    const { serial, reference: linked } = BOM_LINK.exec(reference)?.groups ?? {};
    const name = linked === undefined ? reference : decoded(linked);
    const own = serial === this.#serial ? this.#ids.get(name) : undefined;
    return own ?? (name.startsWith('pkg:') ? [name] : []);
  }

  /** The package URL in a version; undefined where the name is no package URL, or is one in another version. */
  static inVersion(id: string, version: string): string | undefined {
    const parsed = parsePurl(id);
    if (!parsed.ok || !['', version].includes(parsed.purl.version)) return undefined;
    return formatPurl({ ...parsed.purl, version });
  }
}

function idsOfComponent(component: JsonObject): readonly string[] {
  const hashes = objectsAt(component, 'hashes', MAX_HASHES);
  const digests = hashes.map((hash) => digestOf(textAt(hash, 'alg'), ownField(hash, 'content')));
  return [shortTextAt(component, 'purl'), ...digests].filter(
    (id) => id !== undefined && id !== '',
  ) as readonly string[];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
