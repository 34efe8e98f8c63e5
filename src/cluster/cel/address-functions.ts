/** IP addresses and networks in expressions (apiserver/pkg/cel/library/ip.go, cidr.go). */
import { isIP, isIPv4 } from 'node:net';
import { type CelFunc, type CelMap, CelScalar, type CelValue, celFunc, celMethod } from '@bufbuild/cel';
import { ipFaults } from '../validation/ip-address.js';
import { own, ownValue, textOf } from './own-values.js';

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

const isAddress = (text: string): boolean => isIP(text) !== 0 && ipFaults(text, '').length === 0;
/** The address of a network may have bits behind the prefix: `masked` cuts them off. */
const isNetwork = (text: string): boolean => {
  const [address = '', length = ''] = text.split('/');
  return isAddress(address) && text === `${address}/${length}` && isLength(length, isIPv4(address) ? 32 : 128);
};
const isLength = (text: string, most: number): boolean => /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most;
const checkedAddress = (text: string): string => {
  if (!isAddress(text)) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return canonical(text);
};

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
  celFunc('isIP', [STRING], BOOL, isAddress),
  celFunc('ip.isCanonical', [STRING], BOOL, (text) => checkedAddress(text) === text),
  celMethod('family', own, [], INT, function () {
    return BigInt(asNetwork(this).family);
  }),
  ofAddress('isUnspecified', isUnspecified),
  ofAddress('isLoopback', isLoopback),
  ofAddress('isLinkLocalMulticast', isLinkLocalMulticast),
  ofAddress('isLinkLocalUnicast', isLinkLocalUnicast),
  ofAddress('isGlobalUnicast', isGlobalUnicast),
  celFunc('cidr', [STRING], own, (text) => {
    if (!isNetwork(text)) throw new Error(`network address parse error during conversion from string: ${text}`);
    const [address = '', length] = text.split('/');
    return ownValue('cidr', `${canonical(address)}/${length}`);
  }),
  celFunc('isCIDR', [STRING], BOOL, isNetwork),
  celMethod('containsIP', own, [DYN], BOOL, function (address) {
    return isWithin(asNetwork(address), asNetwork(this));
  }),
  celMethod('containsCIDR', own, [DYN], BOOL, function (network) {
    return isWithin(asNetwork(network), asNetwork(this));
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
