/** Exit codes of every command. */
export const EXIT = {
  /** Everything was allowed, every test passed, the server answered everything. */
  ok: 0,
  /** Something was denied, a test failed, the server did not end in order. */
  failed: 1,
  /** The command line, a policy or an input cannot be used. */
  error: 2,
  /** Nobody can say: what a registry keeps could not be had. */
  unavailable: 3,
} as const;
