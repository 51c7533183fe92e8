import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { assumeYes } from './assume-yes.ts';
import { noDistUpgrade } from './no-dist-upgrade.ts';
import { noInstallRecommends } from './no-install-recommends.ts';
import { noLoneUpdate } from './no-lone-update.ts';
import { noPackageCache } from './no-package-cache.ts';
import { pinApkPackages } from './pin-apk-packages.ts';
import { pinAptPackages } from './pin-apt-packages.ts';
import { pinDnfPackages } from './pin-dnf-packages.ts';
import { pinGemPackages } from './pin-gem-packages.ts';
import { pinGoPackages } from './pin-go-packages.ts';
import { pinNpmPackages } from './pin-npm-packages.ts';
import { pinPipPackages } from './pin-pip-packages.ts';
import { pinYumPackages } from './pin-yum-packages.ts';
import { pinZypperPackages } from './pin-zypper-packages.ts';
import { preferAptGet } from './prefer-apt-get.ts';
import { redirectInVersion } from './redirect-in-version.ts';
import { verifyPackageSignatures } from './verify-package-signatures.ts';

/** Rules about package managers. */
export const RULES: readonly DockerfileRule[] = [
  assumeYes,
  noDistUpgrade,
  noInstallRecommends,
  noLoneUpdate,
  noPackageCache,
  pinApkPackages,
  pinAptPackages,
  pinDnfPackages,
  pinGemPackages,
  pinGoPackages,
  pinNpmPackages,
  pinPipPackages,
  pinYumPackages,
  pinZypperPackages,
  preferAptGet,
  redirectInVersion,
  verifyPackageSignatures,
];
