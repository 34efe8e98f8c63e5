/** IP addresses and networks as Kubernetes reads them (apimachinery/pkg/util/validation/ip.go, with StrictIPCIDRValidation). */
import { isIPv6 } from 'node:net';
import { type FieldError, invalid } from '../../kube/status.js';

/** An address as it was understood: its bytes (4 or 16), and the text that it should have had. */
interface Address {
  bytes: number[];
  canonical: string;
  /** `010.1.2.3`: some programs read such a part as octal. */
  leadingZeros: boolean;
  /** `::ffff:1.2.3.4`: its bytes are those of the IPv4 address. */
  mapped: boolean;
}

const aside = { leadingZeros: false, mapped: false };

function parseAddress(text: string): Address | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const parts = text.split('.');
    const bytes = parts.map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    return { ...aside, bytes, canonical: bytes.join('.'), leadingZeros: parts.some((part) => /^0\d/.test(part)) };
  }
  // a zone, as in fe80::1%eth0, is no part of an address here
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const bytes = bytesOf(canonical);
  const mapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (!mapped) return { ...aside, bytes, canonical };
  const last = bytes.slice(12);
  return { ...aside, bytes: last, canonical: last.join('.'), mapped };
}

/** The 16 bytes of an IPv6 address that is written in groups of hexadecimal digits alone. */
function bytesOf(canonical: string): number[] {
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >>> 8, value & 255];
  });
}

/** IPv4, IPv6, or undefined for a text that is no address. */
export function familyOf(text: string): 'IPv4' | 'IPv6' | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  return address.bytes.length === 4 ? 'IPv4' : 'IPv6';
}

/** The address in its standard form, of an IPv4-mapped one that of IPv4; undefined for a text that is no address. */
export function standardIp(text: string): string | undefined {
  return parseAddress(text)?.canonical;
}

function ipFault(text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
  if (address.leadingZeros) return 'must not have leading 0s';
  return address.mapped ? 'must not be an IPv4-mapped IPv6 address' : undefined;
}

/** The fault of a text that is no IP address, or an ambiguous one. */
export function ipFaults(text: string, path: string): FieldError[] {
  const fault = ipFault(text);
  return fault === undefined ? [] : [invalid(path, text, fault)];
}

/** The fault of a text that is no IP address in its standard form, as the names of IPAddresses are. */
export function canonicalIpFaults(text: string): string[] {
  const fault = ipFault(text);
  if (fault !== undefined) return [fault];
  const standard = parseAddress(text)?.canonical;
  return standard === text ? [] : [`must be in canonical form (${JSON.stringify(standard)})`];
}

/** Fault of an address that no peer can reach (ValidateEndpointIP). */
export function specialAddressFaults(text: string, path: string): FieldError[] {
  const address = parseAddress(text);
  if (!address) return [invalid(path, text, 'must be a valid IP address')];
  const { bytes } = address;
  const [a = 0, b = 0, c = 0] = bytes;
  const four = bytes.length === 4;
  const leading = bytes.slice(0, -1).every((byte) => byte === 0);
  const faults: string[] = [];
  if (leading && bytes.at(-1) === 0) faults.push(`may not be unspecified (${text})`);
  if (four ? a === 127 : leading && bytes.at(-1) === 1) {
    faults.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if (four ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80) {
    faults.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (four ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 0x0f) === 0x02) {
    faults.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return faults.map((fault) => invalid(path, text, fault));
}

/** The text is no network such as `10.9.8.0/24`. */
export function cidrFaults(text: string, path: string): FieldError[] {
  const [, host = '', length = ''] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  const address = parseAddress(host);
  const size = (address?.bytes.length ?? 0) * 8;
  // the prefix of a mapped address counts from its 128 bits
  const prefix = Number(length) - (address?.mapped ? 96 : 0);
  if (!address || length === '' || prefix > size) {
    return [invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
  }
  if (address.leadingZeros || /^0\d/.test(length)) {
    return [invalid(path, text, 'must not have leading 0s in IP or prefix length')];
  }
  if (address.mapped) return [invalid(path, text, 'must not have an IPv4-mapped IPv6 address')];
  const beyond = address.bytes.some((byte, i) => (byte & (255 >> Math.min(8, Math.max(0, prefix - i * 8)))) !== 0);
  return beyond ? [invalid(path, text, 'must not have bits set beyond the prefix length')] : [];
}

/** The fault of a text that is no address of an interface with its network, such as `10.9.8.7/24`, in its standard form. */
export function interfaceAddressFaults(text: string, path: string): FieldError[] {
  const [, host = '', length = ''] = /^([^/]+)\/(\d+)$/.exec(text) ?? [];
  const address = parseAddress(host);
  const bits = (address?.mapped ? 16 : (address?.bytes.length ?? 0)) * 8;
  if (!address || length === '' || Number(length) > bits) {
    return [invalid(path, text, 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)')];
  }
  const prefix = address.mapped && Number(length) > 32 ? Number(length) - 96 : Number(length);
  const standard = `${address.canonical}/${prefix}`;
  return standard === text ? [] : [invalid(path, text, `must be in canonical form (${JSON.stringify(standard)})`)];
}

/** The fault of a text that is no network in its standard form. */
export function canonicalCidrFaults(text: string, path: string): FieldError[] {
  const faults = cidrFaults(text, path);
  if (faults.length > 0) return faults;
  const standard = standardCidr(text);
  return standard === text ? [] : [invalid(path, text, `must be in canonical form (${JSON.stringify(standard)})`)];
}

/** True when all addresses of `inner` are in `outer`, and not all of `outer` in `inner`; both are valid. */
export function cidrContains(outer: string, inner: string): boolean {
  const [wide, narrow] = [outer, inner].map((cidr) => {
    const [host = '', length = ''] = cidr.split('/');
    return { bytes: parseAddress(host)?.bytes ?? [], length: Number(length) };
  });
  if (!wide || !narrow || wide.bytes.length !== narrow.bytes.length || narrow.length <= wide.length) return false;
  return wide.bytes.every((byte, i) => {
    const mask = 255 & ~(255 >> Math.min(8, Math.max(0, wide.length - i * 8)));
    return (byte & mask) === ((narrow.bytes[i] ?? 0) & mask);
  });
}

/** Warnings about an address that is not in its standard form. */
export function ipWarnings(text: string, path: string): string[] {
  const address = parseAddress(text);
  if (!address || address.canonical === text) return [];
  const { canonical, mapped, leadingZeros } = address;
  if (mapped || leadingZeros) {
    return [`${path}: non-standard IP address ${JSON.stringify(text)} is invalid: use ${JSON.stringify(canonical)}`];
  }
  return [
    `${path}: IPv6 address ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
  ];
}

/** The warning about a valid network that is not in its standard form: of IPv6 alone, since one of IPv4 has no other form. */
export function cidrWarnings(text: string, path: string): string[] {
  const standard = standardCidr(text);
  if (familyOf(text.split('/')[0] ?? '') !== 'IPv6' || standard === text) return [];
  return [
    `${path}: IPv6 CIDR value ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(standard)})`,
  ];
}

/** The standard form of a valid network. */
function standardCidr(text: string): string {
  const [host = '', length = ''] = text.split('/');
  return `${parseAddress(host)?.canonical}/${Number(length)}`;
}
