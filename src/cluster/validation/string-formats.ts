/** The formats of strings that a schema can ask for (kube-openapi's strfmt); unknown ones are not looked at. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../kube/names.js';

const uuid = (version: string, variant = '[0-9a-f]'): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
const uuids = { any: uuid('[0-9a-f]'), 3: uuid('3'), 4: uuid('4', '[89ab]'), 5: uuid('5', '[89ab]') };

const isDate = (text: string): boolean => {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

const isDateTime = (text: string): boolean => {
  const [day = '', time = ''] = text.toLowerCase().split('t');
  const parts = /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|[+-]\d{2}:\d{2})$/.exec(time);
  return isDate(day) && parts !== null && Number(parts[1]) < 24 && Number(parts[2]) < 60 && Number(parts[3]) < 60;
};

/** Zeros before a number are taken, as Go once did. */
const isSloppyIPv4 = (text: string): boolean => isIPv4(text.replace(/(^|\.)0+(?=\d)/g, '$1'));

const byteGroups = [/^[0-9a-f]{2}([:-][0-9a-f]{2})+$/i, /^[0-9a-f]{4}(\.[0-9a-f]{4})+$/i];

const isMac = (text: string): boolean =>
  byteGroups.some((groups) => groups.test(text)) &&
  new Set(text.replace(/[0-9a-f]/gi, '')).size === 1 &&
  [6, 8, 20].includes(text.replace(/[^0-9a-f]/gi, '').length / 2);

const units = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week'];
const shortUnits = ['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk'];

/** A duration of Go, or of Scala: any number with a unit in the text. */
const isDuration = (text: string): boolean =>
  /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|[µμ]s|ms|s|m|h))+)$/.test(text) ||
  [...text.slice(0, 100).matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit = '']) => {
    const name = unit.toLowerCase();
    return shortUnits.includes(name) || units.some((one) => name.startsWith(one));
  });

const hostname =
  /^([a-zA-Z0-9\p{S}\p{L}](-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?|([a-zA-Z0-9\p{S}\p{L}]([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63})$/u;

const isUri = (text: string): boolean => {
  try {
    return new URL(text).protocol !== '';
  } catch {
    return text.startsWith('/');
  }
};

const isCidr = (text: string): boolean => {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isSloppyIPv4(address) ? 4 : isIP(address);
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
};

const digits = (text: string): string => text.replace(/[\s-]/g, '');

/** By their names without dashes. */
const formats: Record<string, (text: string) => boolean> = {
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  uri: isUri,
  email: (text) => text.length <= 320 && /^([^<>@]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/.test(text),
  hostname: (text) => text.length <= 255 && text.split('.').every(({ length }) => length <= 63) && hostname.test(text),
  ipv4: isSloppyIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  mac: isMac,
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
  byte: (text) => text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
  date: isDate,
  datetime: isDateTime,
  duration: isDuration,
  password: () => true,
  k8sshortname: (text) => dnsLabelFaults(text).length === 0,
  k8slongname: (text) => dnsSubdomainFaults(text).length === 0,
};

const withoutDashes = (format: string): string => format.replaceAll('-', '');

/** Formats of other values than strings. */
const ofNumbers: Readonly<Record<string, readonly string[]>> = {
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
};

/** True for a format that values of that type are held against, or of which a client knows. */
export const isKnownFormat = (format: string, type = 'string'): boolean =>
  type === 'string' ? Object.hasOwn(formats, withoutDashes(format)) : (ofNumbers[type]?.includes(format) ?? false);

/** True for a text of that format, and for any text where the format is unknown. */
export function hasFormat(format: string, text: string): boolean {
  const name = withoutDashes(format);
  return Object.hasOwn(formats, name) ? (formats[name]?.(text) ?? true) : true;
}
