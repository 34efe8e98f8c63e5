/** Why a text is no IP address or network, as Go's package net/netip says it. */
import { goQuote } from '../../kube/go-quote.js';

/** The fault of a text that is no address; undefined for an address, with a zone or without. */
export function addressFault(text: string): string | undefined {
  const why = whyNoAddress(text);
  return why === undefined ? undefined : `ParseAddr(${goQuote(text)}): ${why}`;
}

/** The fault of a text that is no network; undefined for a network. */
export function networkFault(text: string): string | undefined {
  const why = whyNoNetwork(text);
  return why === undefined ? undefined : `netip.ParsePrefix(${goQuote(text)}): ${why}`;
}

function whyNoNetwork(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return "no '/'";
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  const fault = addressFault(address);
  if (fault !== undefined) return fault;
  if (address.includes('%')) return 'IPv6 zones cannot be present in a prefix';
  if (!/^(?:0|[1-9]\d*)$/.test(bits)) return `bad bits after slash: ${goQuote(bits)}`;
  return Number(bits) > (address.includes(':') ? 128 : 32) ? 'prefix length out of range' : undefined;
}

function whyNoAddress(text: string): string | undefined {
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === '.') return whyNoIPv4(text);
  if (mark === '%') return 'missing IPv6 address';
  if (mark !== ':') return 'unable to parse IP';
  const [address = '', ...zone] = text.split('%');
  return text.includes('%') && zone.join('%') === '' ? 'zone must be a non-empty string' : whyNoIPv6(address);
}

const at = (why: string, rest: string): string => `${why} (at ${goQuote(rest)})`;

function whyNoIPv4(text: string): string | undefined {
  let [field, fields] = ['', 0];
  for (const [i, c] of [...text].entries()) {
    if (/\d/.test(c)) {
      if (field === '0') return 'IPv4 field has octet with leading zero';
      field += c;
      if (Number(field) > 255) return 'IPv4 field has value >255';
    } else if (c === '.') {
      const isNone = field === '' || i === text.length - 1;
      if (isNone) return at('IPv4 field must have at least one digit', text.slice(i));
      if (fields === 3) return 'IPv4 address too long';
      [field, fields] = ['', fields + 1];
    } else return at('unexpected character', text.slice(i));
  }
  return fields < 3 ? 'IPv4 address too short' : undefined;
}

/** Goes through the fields from left to right. */
function whyNoIPv6(text: string): string | undefined {
  let rest = text.startsWith('::') ? text.slice(2) : text;
  let isShortened = text.startsWith('::');
  let fields = 0;
  while (rest !== '' && fields < 8) {
    const [digits = ''] = /^[\da-f]*/i.exec(rest) ?? [];
    if (digits.length > 4) return at('each group must have 4 or less digits', rest);
    if (digits === '') return at('each colon-separated field must have at least one digit', rest);
    if (rest.charAt(digits.length) === '.') {
      if (!isShortened && fields !== 6)
        return at('embedded IPv4 address must replace the final 2 fields of the address', rest);
      if (fields > 6) return at('too many hex fields to fit an embedded IPv4 at the end of the address', rest);
      const why = whyNoIPv4(rest);
      if (why !== undefined) return why;
      [rest, fields] = ['', fields + 2];
      break;
    }
    fields++;
    rest = rest.slice(digits.length);
    if (rest === '') break;
    if (!rest.startsWith(':')) return at('unexpected character, want colon', rest);
    if (rest === ':') return at('colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (!rest.startsWith(':')) continue;
    if (isShortened) return at('multiple :: in address', rest);
    isShortened = true;
    rest = rest.slice(1);
  }
  if (rest !== '') return at('trailing garbage after address', rest);
  if (fields < 8) return isShortened ? undefined : 'address string too short';
  return isShortened ? 'the :: must expand to at least one field of zeros' : undefined;
}
