/** Names of controllers and of extra facts about a user: a domain and a path, as `example.com/queue`. */
import { dnsSubdomainFaults } from './names.js';
import { type FieldError, invalid } from './status.js';

const pathPattern = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

/** The faults of the value of `field` as a domain and a path (apimachinery/pkg/util/validation, IsDomainPrefixedPath). */
export function domainPathErrors(field: string, value: string): FieldError[] {
  const [, domain, path] = /^([^/]+)\/(.+)$/s.exec(value) ?? [];
  if (domain === undefined || path === undefined) {
    return [invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const errors = dnsSubdomainFaults(domain).map((fault) => invalid(field, domain, fault));
  if (new RegExp(`^${pathPattern}$`).test(path)) return errors;
  return [...errors, invalid(field, path, `Invalid path (regex used for validation is '${pathPattern}')`)];
}
