// @peculiar/x509 refuses to load without the metadata API of decorators, and then asks it for nothing that
// has to be there.
for (const name of ['getMetadata', 'getOwnMetadata', 'defineMetadata']) {
  if (!(name in Reflect)) Object.assign(Reflect, { [name]: () => undefined });
}

/** The library that writes certificates. */
export const x509 = await import('@peculiar/x509');
