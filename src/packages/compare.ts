import type { Ecosystem } from './ecosystem.ts';
import { apkOrder } from './order/apk.ts';
import { cargoOrder } from './order/cargo.ts';
import { debOrder } from './order/deb.ts';
import { gemOrder } from './order/gem.ts';
import { golangOrder } from './order/golang.ts';
import { mavenOrder } from './order/maven.ts';
import { npmOrder } from './order/npm.ts';
import { nugetOrder } from './order/nuget.ts';
import type { Order } from './order/order.ts';
import { pypiOrder } from './order/pypi.ts';
import { rpmOrder } from './order/rpm.ts';

const ORDERS: Readonly<Record<Ecosystem, Order>> = {
  npm: npmOrder,
  pypi: pypiOrder,
  maven: mavenOrder,
  golang: golangOrder,
  deb: debOrder,
  rpm: rpmOrder,
  apk: apkOrder,
  gem: gemOrder,
  nuget: nugetOrder,
  cargo: cargoOrder,
};

/**
 * Compares two versions by the rules of their ecosystem. It never throws, and takes time linear in their length.
 * @returns below, at or above 0 as `a` comes before, is the same as, or comes after `b`; undefined where one of them is no
 * version there: empty, more than 256 characters, not printable ASCII, or not of the ecosystem's form
 */
export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number | undefined {
  return ORDERS[ecosystem](a, b);
}
