import { checkOrder } from './checks.ts';

/** PEP 440: "Summary of permitted suffixes and relative ordering", normalisation, epochs, local versions. */
checkOrder('pypi', {
  chains: [
    '1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1',
    '0.9 0.9.1 0.9.2 0.9.10 0.9.11 1.0 1.0.1 1.1 2.0 2.0.1',
    '2012.4 2012.7 2013.1 2013.6 1!1.0 1!1.1 1!2.0 2!0.1',
    '1.0a 1.0a1 1.0b 1.0c 1.0rc1 1.0',
    '1.0.dev0 1.0.dev1 1.0a0.dev1 1.0a0 1.0.post0.dev1 1.0.post0 1.0.post1',
    '1.0 1.0+a 1.0+a.b 1.0+a.1 1.0+b 1.0+ubuntu.1 1.0+1 1.0+1.a 1.0+1.1 1.0+2 1.0+10',
  ],
  same: [
    '1 1.0 1.0.0 v1.0 V1.0 01.0 0!1.0 1.00',
    '1.0a1 1.0alpha1 1.0.alpha1 1.0-ALPHA-1 1.0_a_1 1.0a.1 1.0A01',
    '1.0rc2 1.0c2 1.0.C.2 1.0pre2 1.0-preview_2',
    '1.0a 1.0a0',
    '1.0.post1 1.0-1 1.0post1 1.0-post-1 1.0.rev1 1.0r1 1.0-R01',
    '1.0.post 1.0.post0 1.0-r',
    '1.0.dev1 1.0dev1 1.0-DEV_1',
    '1.0.dev 1.0dev0',
    '1.0+ubuntu.1 1.0+ubuntu-1 1.0+Ubuntu_1 1.0+ubuntu.01',
  ],
  none: [
    ...['1.0-', '1.0-1-2', '1.0a1b2', '1.0+', '1.0+a..b', '1.0+a+b', '1!', '1!!1', '!1', 'a1', '1.0x', '1..0', '1.0.'],
    ...['1.0-dev-post1', '1.0.*', '2004d-x', 'unknown', '==1.0', 'vv1'],
  ],
});
