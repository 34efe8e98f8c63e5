/** The formats of strings that a schema can ask for (kube-openapi's strfmt); unknown ones are not looked at. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { dnsLabelFaults } from '../../kube/names.js';

const uuid = (version: string): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$`, 'i');
const uuids = { any: uuid('[0-9a-f]'), 3: uuid('3'), 4: uuid('4'), 5: uuid('5') };

const isDate = (text: string): boolean => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

/** Also without a time, as strfmt takes it. */
const isDateTime = (text: string): boolean =>
  isDate(text) ||
  (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?$/.test(text) &&
    isDate(text.slice(0, 10)));

const isUri = (text: string): boolean => {
  try {
    return new URL(text).protocol !== '';
  } catch {
    return text.startsWith('/');
  }
};

const isCidr = (text: string): boolean => {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

const digits = (text: string): string => text.replace(/[\s-]/g, '');

const formats: Record<string, (text: string) => boolean> = {
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  uri: isUri,
  email: (text) => text.length <= 320 && /^[^\s@<>]+@[^\s@<>]+$/.test(text),
  hostname: (text) =>
    text.length <= 255 && text.split('.').every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: (text) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  uuid: (text) => uuids.any.test(text),
  uuid3: (text) => uuids[3].test(text),
  uuid4: (text) => uuids[4].test(text),
  uuid5: (text) => uuids[5].test(text),
  isbn: (text) => /^(\d{9}[\dX]|97[89]\d{10})$/.test(digits(text)),
  isbn10: (text) => /^\d{9}[\dX]$/.test(digits(text)),
  isbn13: (text) => /^97[89]\d{10}$/.test(digits(text)),
  creditcard: (text) => /^\d{12,19}$/.test(digits(text)),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  rgbcolor: (text) => /^rgb\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*\)$/.test(text),
  byte: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
  date: isDate,
  'date-time': isDateTime,
  datetime: isDateTime,
  duration: (text) => text.length <= 100 && /^([-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h|d|w))+|0)$/.test(text),
  'k8s-short-name': (text) => dnsLabelFaults(text).length === 0,
};

/** True for a text of that format, and for any text where the format is unknown. */
export function hasFormat(format: string, text: string): boolean {
  return Object.hasOwn(formats, format) ? (formats[format]?.(text) ?? true) : true;
}
