/** The forms of names that Kubernetes accepts, with its own words for faults (apimachinery/pkg/util/validation). */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const matches = (pattern: string, value: string): boolean => new RegExp(`^(${pattern})$`).test(value);
const atMost = (max: number): string => `must be no more than ${max} characters`;
// labels are measured in bytes since Kubernetes 1.36
const atMostBytes = (max: number): string => `must be no more than ${max} bytes`;

/** The faults of `value` as a DNS label (RFC 1123); empty when it is one. */
export function dnsLabelFaults(value: string): string[] {
  const faults: string[] = [];
  if (value.length > 63) faults.push(atMost(63));
  // of what is a subdomain and no label, only the dots are told of
  if (!matches(label, value) && matches(subdomain, value)) faults.push('must not contain dots');
  else if (!matches(label, value)) {
    faults.push(
      `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
    );
  }
  return faults;
}

/** The faults of `value` as a DNS label (RFC 1035), which begins with a letter; empty when it is one. */
export function dns1035LabelFaults(value: string): string[] {
  const pattern = '[a-z]([-a-z0-9]*[a-z0-9])?';
  const faults = value.length > 63 ? [atMost(63)] : [];
  if (matches(pattern, value)) return faults;
  return [
    ...faults,
    `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${pattern}')`,
  ];
}

/** The faults of `value` as a DNS subdomain (RFC 1123); empty when it is one. */
export function dnsSubdomainFaults(value: string): string[] {
  return subdomainFaults(value, atMost);
}

/** The same in the words of fields whose form is declared with their type (KEP-5073): `must be no more than 253 bytes`. */
export function longNameFaults(value: string): string[] {
  return subdomainFaults(value, atMostBytes);
}

function subdomainFaults(value: string, most: (max: number) => string): string[] {
  const faults: string[] = [];
  if (Buffer.byteLength(value) > 253) faults.push(most(253));
  if (!matches(subdomain, value)) {
    faults.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
    );
  }
  return faults;
}

/** The faults of `value` as a path segment, which is all that RBAC asks of a name. */
export function pathSegmentFaults(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((c) => value.includes(c)).map((c) => `may not contain '${c}'`);
}

/** The faults of `value` as a qualified name such as a label's key; empty when it is one. */
export function qualifiedNameFaults(value: string): string[] {
  const faults: string[] = [];
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) {
    return [
      `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (parts.length === 2) {
    if (!parts[0]) faults.push('prefix part must be non-empty');
    else faults.push(...dnsSubdomainFaults(parts[0]).map((fault) => `prefix part ${fault}`));
  }
  if (!name) faults.push('name part must be non-empty');
  else if (Buffer.byteLength(name) > 63) faults.push(`name part ${atMostBytes(63)}`);
  if (!matches(qualified, name)) {
    faults.push(
      `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`,
    );
  }
  return faults;
}

/** The faults of `value` as a label's value; empty when it is one. */
export function labelValueFaults(value: string): string[] {
  const faults: string[] = [];
  if (Buffer.byteLength(value) > 63) faults.push(atMostBytes(63));
  if (value !== '' && !matches(qualified, value)) {
    faults.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(${qualified})?')`,
    );
  }
  return faults;
}

/** The faults of `value` as a key in a ConfigMap or Secret; empty when it is one. */
export function configKeyFaults(value: string): string[] {
  const faults: string[] = [];
  if (Buffer.byteLength(value) > 253) faults.push(atMost(253));
  if (!matches('[-._a-zA-Z0-9]+', value)) {
    faults.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  }
  // a file of this name would lead out of its folder
  if (value === '.' || value === '..') faults.push(`must not be '${value}'`);
  else if (value.startsWith('..')) faults.push("must not start with '..'");
  return faults;
}
