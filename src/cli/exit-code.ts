/** Exit codes of every command. A higher one wins. */
export const EXIT = {
  /** Everything was allowed, every test passed, the server drained. */
  ok: 0,
  /** Something was denied, or a test failed. */
  denied: 1,
  /** The command line, a policy or an input cannot be used. */
  error: 2,
} as const;
