/** All that talks to registries, in one: it is loaded late, and built into one file. */
export { RegistryImages } from './image-service.ts';
export { openPack } from './open-pack.ts';
