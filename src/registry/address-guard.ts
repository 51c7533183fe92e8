import { BlockList, isIP, isIPv4 } from 'node:net';
import { printable } from '../model/printable.ts';
import { embeddedIpv4 } from './ip-address.ts';
import { RegistryError } from './source.ts';

/** Addresses that no registry has, whatever is declared of it: metadata services above all. */
const NEVER = blockList([
  '0.0.0.0/8', // unspecified
  '169.254.0.0/16', // link-local, with the metadata services of AWS, Azure, Google and others
  '100.100.100.200/32', // metadata of Alibaba
  '168.63.129.16/32', // host agent of Azure
  '192.0.0.192/32', // metadata of Oracle
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::/32', // metadata of AWS, and the credentials that EKS and ECS give to pods
  'fd20:ce::254/128', // metadata of Google
]);

/** Addresses that are nobody's on the Internet (IANA special-purpose registries): only where it is declared. */
const PRIVATE = blockList([
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::/96', // loopback, and addresses that embed one of IPv4
  '64:ff9b:1::/48', // NAT64 inside a network
  '100::/64',
  '2001::/32', // Teredo
  '2001:db8::/32',
  'fc00::/7',
  'fec0::/10',
]);

const ADVICE = ': if it is meant, give its exact host "allowPrivate: true" in ImageSettings';

const METADATA_NAMES: readonly string[] = ['metadata.google.internal', 'metadata.goog', 'instance-data.ec2.internal'];
/** Names under these lead into the cluster, the machine or the network around it. */
const INTERNAL_SUFFIXES: readonly string[] = [
  'svc',
  'cluster.local',
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home.arpa',
];

/** Why we do not connect to an IP address; undefined where we may. */
export function addressProblem(address: string, allowPrivate: boolean): string | undefined {
  const all = [address, ...embeddedIpv4(address)];
  if (all.some((one) => contains(NEVER, one))) return 'is a link-local, metadata, multicast or reserved address';
  if (!allowPrivate && all.some((one) => contains(PRIVATE, one))) return `is a private or loopback address${ADVICE}`;
  return undefined;
}

/**
 * Why we do not connect to a host by its name or literal address, before anything is looked up; undefined where we
 * may. Names of one part are completed by the resolver with the search path of the cluster.
 */
export function hostProblem(host: string, allowPrivate: boolean): string | undefined {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isIP(name) !== 0) return addressProblem(name, allowPrivate);
  if (METADATA_NAMES.includes(name)) return 'is the name of a metadata service';
  if (allowPrivate) return undefined;
  const isInternal =
    !name.includes('.') || INTERNAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  return isInternal ? `is a name of the local network or cluster${ADVICE}` : undefined;
}

/** The error of a host or address that we do not connect to. */
export function blocked(host: string, problem: string): RegistryError {
  return new RegistryError('blocked', `will not connect to ${printable(host)}: it ${problem}`);
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
