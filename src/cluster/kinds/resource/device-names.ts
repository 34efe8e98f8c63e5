/** Names of drivers, attributes and resources of devices, and what a driver is told of one. */
import { type Fields, isFields, text } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import { type FieldError, invalid, required, tooLong } from '../../../kube/status.js';
import { named } from '../field-rules.js';

/** The faults of the name of a driver. */
function driverFaults(driver: string, at: string): FieldError[] {
  if (driver === '') return [required(at)];
  const faults = dnsSubdomainFaults(driver.toLowerCase()).map((fault) => invalid(at, driver, fault));
  return Buffer.byteLength(driver) > 63 ? [tooLong(at, 63), ...faults] : faults;
}

const identifierFaults = (name: string): string[] =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    ? []
    : [
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
      ];

/** The faults of the name of an attribute with its domain. */
export function attributeFaults(name: string, at: string): FieldError[] {
  const parts = name.split('/');
  const id = parts.at(-1) ?? '';
  const errors: FieldError[] = [];
  if (parts.length === 2) {
    const [domain = ''] = parts;
    errors.push(...(domain === '' ? [invalid(at, '', 'the domain must not be empty')] : driverFaults(domain, at)));
  }
  if (parts.length === 2 && id === '') errors.push(invalid(at, '', 'the name must not be empty'));
  else if (parts.length < 3) {
    if (Buffer.byteLength(id) > 32) errors.push(tooLong(at, 32));
    errors.push(...named(id, at, identifierFaults));
  }
  if (parts.length > 1) return errors;
  const why = 'a fully qualified name must be a domain and a name separated by a slash';
  return [...errors, invalid(at, name, why)];
}

/** True for the name of a resource that nobody but an extension has. */
export function isExtendedResource(name: string): boolean {
  const isNative = !name.includes('/') || name.includes('kubernetes.io/');
  return !isNative && !name.startsWith('requests.') && qualifiedNameFaults(`requests.${name}`).length === 0;
}

const longestParameters = 10 * 1024;

/** The faults of a configuration for a driver. */
export function configurationFaults({ opaque }: Fields, at: string): FieldError[] {
  if (!isFields(opaque)) return [required(`${at}.opaque`)];
  const { parameters } = opaque;
  const where = `${at}.opaque.parameters`;
  const errors = driverFaults(text(opaque.driver), `${at}.opaque.driver`);
  if (parameters === undefined || parameters === null) errors.push(required(where));
  else if (Buffer.byteLength(JSON.stringify(parameters)) > longestParameters) {
    errors.push(tooLong(where, longestParameters));
  } else if (!isFields(parameters)) errors.push(invalid(where, '<value omitted>', 'must be a valid JSON object'));
  return errors;
}
