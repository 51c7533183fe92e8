/**
 * A container image reference, normalised as the container runtimes do it
 * (grammar of github.com/distribution/reference).
 */
export interface ImageReference {
  /** Registry host in lower case, with its port if one was written: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** Repository path inside the registry: `library/nginx`. */
  readonly repository: string;
  /** The tag that was written; undefined when there was none. */
  readonly tag: string | undefined;
  /** `sha256:` + 64 or `sha512:` + 128 lower-case hex digits; undefined when there was none. */
  readonly digest: string | undefined;
}

/** A reference, or why the text is not one. */
export type ParsedImageReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly reason: string };
