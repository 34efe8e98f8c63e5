/** The rules for how a pod finds names: dnsConfig and hostAliases. */
import { type Fields, isFields, list, text, texts } from '../../../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../../../kube/names.js';
import { type FieldError, invalid, required } from '../../../../../kube/status.js';
import { ipFaults } from '../../../../validation/ip-address.js';

const label = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const searchPattern = `${label}(\\.${label})*`;
const searchFault = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${searchPattern}')`;

/** The faults of the dnsConfig of a PodSpec, which is at `path`. */
export function validateDnsConfig(spec: Fields, path: string): FieldError[] {
  const config = spec.dnsConfig;
  const servers = isFields(config) ? texts(config.nameservers) : [];
  if (spec.dnsPolicy === 'None') {
    if (!isFields(config)) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (servers.length === 0) {
      const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(`${path}.nameservers`, why)];
    }
  }
  if (!isFields(config)) return [];
  const searches = texts(config.searches);
  const errors: FieldError[] = [];
  if (servers.length > 3) errors.push(invalid(`${path}.nameservers`, servers, 'must not have more than 3 nameservers'));
  errors.push(...servers.flatMap((server, i) => ipFaults(server, `${path}.nameservers[${i}]`)));
  if (searches.length > 32) {
    errors.push(invalid(`${path}.searches`, searches, 'must not have more than 32 search paths'));
  }
  if (searches.join(' ').length > 2048) {
    const why = 'must not have more than 2048 characters (including spaces) in the search list';
    errors.push(invalid(`${path}.searches`, searches, why));
  }
  for (const [i, search] of searches.entries()) {
    const domain = search.replace(/\.$/, '');
    if (search === '.') continue;
    const at = `${path}.searches[${i}]`;
    if (domain.length > 253) errors.push(invalid(at, domain, 'must be no more than 253 characters'));
    if (!new RegExp(`^${searchPattern}$`).test(domain)) errors.push(invalid(at, domain, searchFault));
  }
  for (const [i, option] of list(config.options).entries()) {
    if (text(option.name) === '') errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  }
  return errors;
}

/** The faults of a pod's hostAliases at `path`. */
export function validateHostAliases(aliases: readonly Fields[], path: string): FieldError[] {
  return aliases.flatMap((alias, i) => [
    ...ipFaults(text(alias.ip), `${path}[${i}].ip`),
    ...texts(alias.hostnames).flatMap((name, j) =>
      dnsSubdomainFaults(name).map((f) => invalid(`${path}[${i}].hostnames[${j}]`, name, f)),
    ),
  ]);
}
