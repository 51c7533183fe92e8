import { checkOrder } from './checks.ts';

/** apk-tools 3: the order of suffixes, letters, fractions and revisions. */
checkOrder('apk', {
  chains: [
    '1.2_alpha 1.2_alpha1 1.2_alpha2 1.2_beta 1.2_pre 1.2_pre2 1.2_rc 1.2_rc1 1.2 1.2-r0 1.2-r1 1.2_cvs 1.2_svn 1.2_git 1.2_git20240101 1.2_hg 1.2_p 1.2_p1 1.2_p10 1.2a 1.2b 1.2.0 1.2.1',
    '1.1.1t-r2 1.1.1u-r0 1.1.1w-r1 3.0.0-r0',
    '0.09 0.1 0.9 0.10 0.11',
    '1.0 1.00 1.01 1.010 1.011 1.1',
    '2.40_rc1_alpha 2.40_rc1 2.40_rc1-r0 2.40_rc1_p1 2.40',
    '1.0 1.0-r0 1.0~abc 1.0~abd 1.0_p1',
    '9 9.1 10 10.1',
    '1.36.1-r9 1.36.1-r10 1.36.1-r15',
  ],
  same: ['1.2 01.2', '1.2-r1 1.2-r01', '1.2_p1 1.2_p01'],
  none: [
    ...['1.', '.1', '1..2', '1.2ab', '1.2a1', '1.2_', '1.2_foo', '1.2_rcx', '1.2-1', '1.2-r', '1.2-r1-r2', '1.2-r1_p1'],
    ...['v1.2', 'a', '1.2A', '1.2_rc.1', '1.2~', '1.2~xyz', '1:1.2', '1.2a.1', 'unknown'],
  ],
});
