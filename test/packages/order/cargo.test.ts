import { checkOrder } from './checks.ts';

/** Semantic Versioning 2.0.0 to the letter; build metadata has no precedence. */
checkOrder('cargo', {
  chains: [
    '0.1.0-alpha 0.1.0-alpha.1 0.1.0-alpha.beta 0.1.0-beta 0.1.0-beta.2 0.1.0-beta.11 0.1.0-rc.1 0.1.0 0.1.1 0.2.0 1.0.0',
    '1.9.0 1.10.0 1.11.0',
  ],
  same: ['1.0.0 1.0.0+1 1.0.0+zstd.1.5.2'],
  none: ['v1.0.0', '=1.0.0', '1', '1.0', '1.0.0.0', '1.0.0-01', '00.1.0', '1.0.*'],
});
