/** What a YAML file may be. A cap that is hit is named in the error with its value. */
export interface YamlLimits {
  /** Length of the text in UTF-8. */
  readonly bytes: number;
  /** Tokens of the YAML syntax, also of values after aliases are written out: bounds time and memory. */
  readonly tokens: number;
  readonly documents: number;
  /** Levels of lists and mappings inside each other. */
  readonly depth: number;
  /** Aliases in a document, those inside of what an alias stands for included. */
  readonly aliases: number;
  /**
   * Refuse what other readers of YAML or JSON would take for something else: a byte order mark, integers beyond 2^53,
   * and the plain words yes, no, on and off, which are booleans in YAML 1.1 and strings in YAML 1.2.
   */
  readonly strict: boolean;
}

/** Policy files: we say how they are written. */
export const POLICY_LIMITS: YamlLimits = {
  bytes: 256 * 1024,
  tokens: 300_000,
  documents: 256,
  depth: 64,
  aliases: 0,
  strict: true,
};

/** Kubernetes manifests: others write them. */
export const MANIFEST_LIMITS: YamlLimits = {
  bytes: 8 * 1024 * 1024,
  tokens: 3_000_000,
  documents: 20_000,
  depth: 64,
  aliases: 100,
  strict: false,
};
