import { checkOrder } from './checks.ts';

/** The POM reference, "Version Order Specification". */
checkOrder('maven', {
  chains: [
    '1-alpha 1-beta 1-milestone 1-rc 1-snapshot 1 1-sp 1-abc 1-xyz 1-1 1-2 1-10 1.1',
    '1-alpha2snapshot 1-alpha2 1-alpha-123 1-beta-2 1-beta123 1-m2 1-m11 1-rc 1-cr2 1-rc123 1-SNAPSHOT 1 1-sp 1-sp2 1-sp123 1-abc 1-def 1-pom-1 1-1-snapshot 1-1 1-2 1-123',
    '2.0 2.0.a 2-1 2.0.2 2.0.123 2.1.0 2.1-a 2.1b 2.1-c 2.1-1 2.1.0.1 2.2 2.123 11.a2 11.a11 11.b2 11.b11 11.m2 11.m11 11 11.a 11b 11c 11m',
    '1-foo2 1-foo10',
    '1.foo 1-1 1.1',
    '1-sp-1 1-ga-1',
    '1-ga.1 1-sp.1 1-sp.2',
    '1.0.0.Alpha1 1.0.0.Beta1 1.0.0.CR1 1.0.0.Final 1.0.0.SP1',
    '31.0-android 31.0-jre 31.1-android 31.1-jre',
    '4.1.9.Final 4.1.100.Final',
    '1.0-20230101.123456-1 1.0-20230102.000000-1 1.0.1',
    'Hoxton.SR8 Hoxton.SR12',
    '0-alpha 0 0-1 0.1 1',
  ],
  same: [
    '1 1.0 1.0.0 1. 1- 1.ga 1-ga 1-0 1.final 1-FINAL 1.0.RELEASE 1.0.0-0.0.0 01 1.00',
    '1-foo 1.foo 1.0.0-foo.0.0 1.0-FOO 1foo 1.0.0.foo',
    '1-a1 1-alpha-1 1.a1 1alpha1 1.0-A1',
    '1-b2 1-beta-2',
    '1-m3 1-milestone3 1.0.M3',
    '1-rc1 1-cr1 1.0.0.RC1 1-rc-1',
    '1-1.foo-bar1baz-.1 1-1.foo-bar-1-baz-0.1',
    '1..1 1.0.1',
  ],
  none: ['unknown', 'FINAL', '1.0/2', '[1.0,2.0)', '(1.0]', '1,2', '1:2', '1.*', '1~2', '1^2', '$1'],
});
