import { checkOrder } from './checks.ts';

/** NuGet's documentation of package versioning: normalised numbers, a fourth number, prereleases whatever their case. */
checkOrder('nuget', {
  chains: [
    '1.0.1-alpha 1.0.1-alpha.2 1.0.1-alpha.10 1.0.1-alpha2 1.0.1-beta 1.0.1-open 1.0.1-rc 1.0.1-zzz 1.0.1',
    '1.0.0 1.0.0.1 1.0.0.2-beta 1.0.0.2 1.0.1 1.2 1.10 2',
    '1.0.0-Alpha 1.0.0-BETA 1.0.0-rc.1 1.0.0-RC.2',
  ],
  same: [
    '1 1.0 1.0.0 1.0.0.0 1.00 01.0.0 1.0.0+metadata',
    '1.0.0-RC.1 1.0.0-rc.1 1.0.0-rc.1+a 1-Rc.1 1.0.0-rc.01',
    '1.01.1 1.1.1',
  ],
  none: ['v1.0.0', '1.0.0.0.0', '1.', '1.0-', '1.0-a..b', '1.0+', '1.0+a..b', '1.0-a_b', '1.*', '[1.0]', 'beta'],
});
