import { checkOrder } from './checks.ts';

/** The Go modules reference: versions, the three forms of pseudo-versions, and `+incompatible`. */
checkOrder('golang', {
  chains: [
    'v0.0.0-20180101000000-abcdefabcdef v0.0.0-20191109021931-daa7c04131f5 v0.0.0 v0.0.1',
    'v1.2.3-pre v1.2.3-pre.0.20191109021931-daa7c04131f5 v1.2.3',
    'v1.2.3 v1.2.4-0.20191109021931-daa7c04131f5 v1.2.4-0.20200101000000-0123456789ab v1.2.4-rc.1 v1.2.4',
    'v1.9.9 v2.0.0+incompatible v2.0.1-0.20200101000000-0123456789ab+incompatible v2.0.1+incompatible',
    '1.2.3 v1.2.4 1.10.0',
  ],
  same: ['v1 v1.0 v1.0.0 1.0.0', 'v2.0.0 v2.0.0+incompatible 2.0.0', 'go1.22.1 1.22.1 v1.22.1', 'v1.2.3 v1.2.3+dirty'],
  none: ['(devel)', 'vv1.0.0', 'v1.0.0.0', 'v01.0.0', 'v1-pre', 'master', 'go1.22rc1', 'v', 'daa7c04131f5'],
});
