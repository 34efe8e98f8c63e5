/** IP addresses and networks in expressions (apiserver/pkg/cel/library/ip.go, cidr.go). */
import { isIP, isIPv4 } from 'node:net';
import { type CelFunc, type CelMap, CelScalar, type CelValue, celFunc, celMethod } from '@bufbuild/cel';
import { goQuote } from '../../kube/go-quote.js';
import { addressFault, networkFault } from './address-faults.js';
import { own, ownValue, textOf } from './own-values.js';
import { noOverload } from './run-faults.js';

const { DYN, STRING, BOOL, INT } = CelScalar;

/** The one form of an address: lower case, and without zeros that may be left out. */
const canonical = (address: string): string =>
  isIPv4(address) ? address : new URL(`http://[${address}]`).hostname.slice(1, -1);

const bits = (address: string): bigint => {
  if (isIPv4(address)) return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  const [head = '', tail] = canonical(address).split('::');
  const groups = (part = ''): string[] => (part ? part.split(':') : []);
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return all.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
};

const addressOf = (value: bigint, family: number): string => {
  const [parts, size] = family === 4 ? [4, 8n] : [8, 16n];
  const all = Array.from({ length: parts }, (_, i) => (value >> (BigInt(parts - 1 - i) * size)) & ((1n << size) - 1n));
  return family === 4 ? all.join('.') : canonical(all.map((part) => part.toString(16)).join(':'));
};

interface Network {
  family: number;
  length: number;
  prefix: bigint;
}
const networkOf = (text: string): Network => {
  const [address = '', length = '0'] = text.split('/');
  const family = isIP(address);
  return { family, length: Number(length), prefix: bits(address) >> restOf(family, Number(length)) };
};
const restOf = (family: number, length: number): bigint => BigInt((family === 4 ? 32 : 128) - length);
const isWithin = (inner: Network, outer: Network): boolean =>
  inner.family === outer.family &&
  inner.length >= outer.length &&
  inner.prefix >> BigInt(inner.length - outer.length) === outer.prefix;
const asNetwork = (value: CelValue): Network => {
  const text =
    typeof value === 'string' ? value : String((value as CelMap).get('@ip') ?? (value as CelMap).get('@cidr'));
  return networkOf(text.includes('/') ? text : `${text}/${isIPv4(text) ? 32 : 128}`);
};

const isMapped = (address: string): boolean =>
  address.includes(':') && /^::ffff:[\da-f]{1,4}:[\da-f]{1,4}$/.test(canonical(address));

/** The fault of a text that is no address for expressions: those with a zone, and IPv4 addresses within IPv6, are none. */
function faultOfAddress(text: string): string | undefined {
  const fault = addressFault(text);
  const shown = goQuote(text);
  if (fault !== undefined) return `IP Address ${shown} parse error during conversion from string: ${fault}`;
  if (text.includes('%')) return `IP address ${shown} with zone value is not allowed`;
  return isMapped(text) ? `IPv4-mapped IPv6 address ${shown} is not allowed` : undefined;
}

/** The fault of a text that is no network. The address of one may have bits behind the prefix: `masked` cuts them off. */
function faultOfNetwork(text: string): string | undefined {
  const words = 'network address parse error during conversion from string';
  const fault = networkFault(text);
  if (fault !== undefined) return `${words}: ${words}: ${fault}`;
  const isWrong = isMapped(text.slice(0, text.lastIndexOf('/')));
  return isWrong ? `${words}: IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed` : undefined;
}

function checked(text: string, fault: string | undefined): string {
  if (fault !== undefined) throw new Error(fault);
  return text;
}
const checkedAddress = (text: string): string => canonical(checked(text, faultOfAddress(text)));
const checkedNetwork = (text: string): string => {
  const [address = '', length] = checked(text, faultOfNetwork(text)).split('/');
  return `${canonical(address)}/${length}`;
};
/** A text or a value, of which a text that is none of the kind has the fault that is told. */
const textOr = (value: CelValue, faultOf: (text: string) => string | undefined): CelValue =>
  typeof value === 'string' ? checked(value, faultOf(value)) : value;

const isOneOf =
  (...networks: string[]) =>
  (address: string): boolean =>
    networks.some((network) => isWithin(asNetwork(address), networkOf(network)));
const isUnspecified = isOneOf('0.0.0.0/32', '::/128');
const isLoopback = isOneOf('127.0.0.0/8', '::1/128');
const isMulticast = isOneOf('224.0.0.0/4', 'ff00::/8');
const isLinkLocalUnicast = isOneOf('169.254.0.0/16', 'fe80::/10');
const isLinkLocalMulticast = (address: string): boolean =>
  isOneOf('224.0.0.0/24')(address) || (isIP(address) === 6 && /^ff.2:/.test(canonical(address)));
const isGlobalUnicast = (address: string): boolean =>
  address !== '255.255.255.255' &&
  ![isUnspecified, isLoopback, isMulticast, isLinkLocalUnicast].some((holds) => holds(address));

const ofAddress = (name: string, holds: (address: string) => boolean): CelFunc =>
  celMethod(name, own, [], BOOL, function () {
    return holds(textOf(this, 'ip'));
  });

/** The functions. */
export const addressFunctions: readonly CelFunc[] = [
  celFunc('ip', [STRING], own, (text) => ownValue('ip', checkedAddress(text))),
  celFunc('isIP', [STRING], BOOL, (text) => faultOfAddress(text) === undefined),
  celFunc('ip.isCanonical', [STRING], BOOL, (text) => checkedAddress(text) === text),
  celMethod('family', own, [], INT, function () {
    return BigInt(asNetwork(this).family);
  }),
  ofAddress('isUnspecified', isUnspecified),
  ofAddress('isLoopback', isLoopback),
  ofAddress('isLinkLocalMulticast', isLinkLocalMulticast),
  ofAddress('isLinkLocalUnicast', isLinkLocalUnicast),
  ofAddress('isGlobalUnicast', isGlobalUnicast),
  celFunc('cidr', [STRING], own, (text) => ownValue('cidr', checkedNetwork(text))),
  celFunc('isCIDR', [STRING], BOOL, (text) => faultOfNetwork(text) === undefined),
  celMethod('containsIP', own, [DYN], BOOL, function (address) {
    const asked = textOr(address, (text) => (faultOfAddress(text) === undefined ? undefined : noOverload));
    return isWithin(asNetwork(asked), asNetwork(this));
  }),
  celMethod('containsCIDR', own, [DYN], BOOL, function (network) {
    return isWithin(asNetwork(textOr(network, faultOfNetwork)), asNetwork(this));
  }),
  celMethod('ip', own, [], own, function () {
    return ownValue('ip', textOf(this, 'cidr').split('/')[0] ?? '');
  }),
  celMethod('masked', own, [], own, function () {
    const { family, length, prefix } = networkOf(textOf(this, 'cidr'));
    return ownValue('cidr', `${addressOf(prefix << restOf(family, length), family)}/${length}`);
  }),
  celMethod('prefixLength', own, [], INT, function () {
    return BigInt(asNetwork(this).length);
  }),
  celFunc('string', [own], STRING, (value) => textOf(value, value.has('@ip') ? 'ip' : 'cidr')),
];
