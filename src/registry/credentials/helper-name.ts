const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Whether a text may be the NAME of a program `docker-credential-NAME`: nothing that leads out of a folder. */
export function isHelperName(text: string): boolean {
  return NAME.test(text);
}
