/** Names of pools, attributes, shares, conditions and resources of devices, and what a driver is told of one. */
import { type Fields, isFields, texts } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, required, tooLong, tooMany } from '../../../kube/status.js';
import { csiDriverName } from '../core/csi-driver-name.js';
import { named } from '../field-rules.js';

/** The faults of the name of a pool: names of subdomains between slashes. */
export function poolFaults(pool: string, at: string): FieldError[] {
  if (pool === '') return [required(at)];
  const parts = pool.split('/');
  const faultsOf = (all: readonly string[]): FieldError[] => all.flatMap((part) => named(part, at, dnsSubdomainFaults));
  // in a name of nothing but slashes each part has the same fault
  return Buffer.byteLength(pool) > 253 ? [tooLong(at, 253), ...faultsOf([...new Set(parts)])] : faultsOf(parts);
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The fault of a text that is no UUID in any of the forms that google/uuid reads. */
function uuidFault(id: string): string | undefined {
  const format = 'invalid UUID format';
  const length = Buffer.byteLength(id);
  switch (length) {
    case 32:
      return /^[0-9a-f]{32}$/i.test(id) ? undefined : format;
    case 36:
      return uuidForm.test(id) ? undefined : format;
    case 38:
      if (!/^\{.*\}$/s.test(id)) return 'invalid bracketed UUID format';
      return uuidForm.test(id.slice(1, -1)) ? undefined : format;
    case 45:
      if (!/^urn:uuid:/i.test(id)) return `invalid urn prefix: ${goQuote(id.slice(0, 9))}`;
      return uuidForm.test(id.slice(9)) ? undefined : format;
    default:
      return `invalid UUID length: ${length}`;
  }
}

/** The faults of the UUID of a share of a device, in its normal form alone. */
export function shareFaults(id: string, at: string): FieldError[] {
  const fault = uuidFault(id);
  if (fault !== undefined) return [invalid(at, id, `error validating uid: ${fault}`)];
  const why =
    'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';
  return id.length === 36 && id === id.toLowerCase() ? [] : [invalid(at, id, why)];
}

/** The faults of the conditions that a device is bound on, and of those that end the binding. */
export function bindingFaults(device: Fields, at: string): FieldError[] {
  const most = 4;
  const check = (name: string): [string, string[], FieldError[]] => {
    const [all, where] = [texts(device[name]), `${at}.${name}`];
    if (all.length > most) return [where, all, [tooMany(where, all.length, most)]];
    return [where, all, all.flatMap((one, i) => named(one, `${where}[${i}]`, qualifiedNameFaults))];
  };
  const [where, conditions, errors] = check('bindingConditions');
  const [failuresAt, failures, failureErrors] = check('bindingFailureConditions');
  const twice = (all: readonly string[], i: number, path: string): FieldError[] =>
    all.indexOf(all[i] ?? '') < i ? [duplicate(`${path}[${i}]`, all[i])] : [];
  errors.push(...failureErrors, ...conditions.flatMap((_, i) => twice(conditions, i, where)));
  const overlap = 'bindingFailureConditions must not overlap with bindingConditions';
  for (const [i, one] of failures.entries()) {
    errors.push(...twice(failures, i, failuresAt));
    if (conditions.includes(one)) errors.push(invalid(`${failuresAt}[${i}]`, one, overlap));
  }
  const both = (missing: string, given: string): string => `${missing} are required to use ${given}`;
  if (conditions.length === 0 && failures.length > 0) {
    const why = both('bindingConditions', 'bindingFailureConditions');
    errors.push(invalid(where, device.bindingConditions, why));
  }
  if (failures.length === 0 && conditions.length > 0) {
    const why = both('bindingFailureConditions', 'bindingConditions');
    errors.push(invalid(failuresAt, device.bindingFailureConditions, why));
  }
  return errors;
}

const identifierFaults = (name: string): string[] =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? []
    : [
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
      ];

/** The faults of the name of an attribute or a capacity, with its domain or without. */
export function qualifiedFaults(name: string, at: string): FieldError[] {
  const parts = name.split('/');
  // Kubernetes takes a name with more parts as it is
  if (parts.length > 2) return [];
  const id = parts.at(-1) ?? '';
  const errors: FieldError[] = [];
  if (parts.length === 2) {
    const [domain = ''] = parts;
    errors.push(...(domain === '' ? [invalid(at, '', 'the domain must not be empty')] : csiDriverName(domain, at)));
    if (id === '') return [...errors, invalid(at, '', 'the name must not be empty')];
  }
  if (Buffer.byteLength(id) > 32) errors.push(tooLong(at, 32));
  return [...errors, ...named(id, at, identifierFaults)];
}

/** The faults of the name of an attribute with its domain. */
export function attributeFaults(name: string, at: string): FieldError[] {
  const errors = qualifiedFaults(name, at);
  if (name.includes('/')) return errors;
  return [...errors, invalid(at, name, 'a fully qualified name must be a domain and a name separated by a slash')];
}

const longestRaw = 10 * 1024;

/** The faults of a configuration for a driver. */
export function configurationFaults({ opaque }: Fields, at: string): FieldError[] {
  if (!isFields(opaque)) return [required(`${at}.opaque`)];
  const { parameters } = opaque;
  const where = `${at}.opaque.parameters`;
  const isMissing = parameters === undefined || parameters === null;
  return [
    ...csiDriverName(opaque.driver, `${at}.opaque.driver`),
    ...(isMissing ? [required(where)] : rawFaults(parameters, where)),
  ];
}

/** The faults of what only a driver understands: a JSON object that is not too long. */
export function rawFaults(value: unknown, at: string): FieldError[] {
  if (Buffer.byteLength(JSON.stringify(value)) > longestRaw) return [tooLong(at, longestRaw)];
  return isFields(value) ? [] : [invalid(at, '<value omitted>', 'must be a valid JSON object')];
}
