/** Components of a document, nested ones included. */
export const MAX_COMPONENTS = 200_000;

/** Levels of components inside of components. */
export const MAX_NESTING = 32;

/** Relations of a document. SPDX relates files as well, of which there are many. */
export const MAX_RELATIONS = 2_000_000;

/** Licences, names, references or people that one component lists, and tools or authors that a document does. */
export const MAX_ITEMS = 10_000;
