/** The rules of a FlowSchema: whose requests it takes, and which. */

import { type Fields, fields, list, text, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { named, requiredName } from '../field-rules.js';

/** The faults of one rule of a FlowSchema at `at`. */
export function validateSchemaRule({ subjects, resourceRules, nonResourceRules }: Fields, at: string): FieldError[] {
  const [ofResources, ofPaths] = [list(resourceRules), list(nonResourceRules)];
  const errors = list(subjects).flatMap((subject, i) => validateSubject(subject, `${at}.subjects[${i}]`));
  if (list(subjects).length === 0) errors.push(required(`${at}.subjects`, 'subjects must contain at least one value'));
  if (ofResources.length + ofPaths.length === 0) {
    errors.push(required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  return [
    ...errors,
    ...ofResources.flatMap((rule, i) => validateResourceRule(rule, `${at}.resourceRules[${i}]`)),
    ...ofPaths.flatMap((rule, i) => validatePathRule(rule, `${at}.nonResourceRules[${i}]`)),
  ];
}

const kinds: Readonly<Record<string, string>> = { Group: 'group', ServiceAccount: 'serviceAccount', User: 'user' };

function validateSubject(subject: Fields, at: string): FieldError[] {
  const kind = text(subject.kind);
  const field = kinds[kind];
  if (!field) return [notSupported(`${at}.kind`, kind, Object.keys(kinds))];
  const others = ['ServiceAccount', 'User', 'Group'].flatMap((other) => {
    const name = kinds[other] ?? '';
    if (other === kind || subject[name] === undefined) return [];
    return [fieldForbidden(`${at}.${name}`, `${name} is forbidden when subject kind is not '${other}'`)];
  });
  if (subject[field] === undefined) {
    return [required(`${at}.${field}`, `${field} is required when subject kind is '${kind}'`), ...others];
  }
  const { name, namespace } = fields(subject[field]);
  const isAccount = kind === 'ServiceAccount';
  const ofName = (value: string): string[] => (isAccount && value !== '*' ? dnsSubdomainFaults(value) : []);
  const errors = requiredName(name, `${at}.${field}.name`, ofName);
  if (!isAccount) return [...errors, ...others];
  const path = `${at}.${field}.namespace`;
  if (text(namespace)) errors.push(...named(text(namespace), path, dnsLabelFaults));
  else errors.push(required(path, 'must specify namespace for service account'));
  return [...errors, ...others];
}

function validateResourceRule(rule: Fields, at: string): FieldError[] {
  const namespaces = texts(rule.namespaces);
  const path = `${at}.namespaces`;
  const errors = [
    ...validateVerbs(rule.verbs, `${at}.verbs`),
    ...oneOrAll(rule.apiGroups, `${at}.apiGroups`, 'resource rules must supply at least one api group', 'api groups'),
    ...oneOrAll(rule.resources, `${at}.resources`, 'resource rules must supply at least one resource', 'resources'),
  ];
  if (namespaces.length === 0) {
    const why = 'resource rules that are not cluster scoped must supply at least one namespace';
    return rule.clusterScope === true ? errors : [...errors, required(path, why)];
  }
  if (namespaces.includes('*')) return [...errors, ...oneOrAll(namespaces, path, '', 'namespaces')];
  const member = (name: string): string[] =>
    dnsLabelFaults(name).map((fault) => `each member of this list must be '*' or a DNS-1123 label; ${fault}`);
  return [...errors, ...namespaces.flatMap((name, i) => named(name, `${path}[${i}]`, member))];
}

function validatePathRule({ verbs, nonResourceURLs }: Fields, at: string): FieldError[] {
  const path = `${at}.nonResourceURLs`;
  const urls = texts(nonResourceURLs);
  return [
    ...validateVerbs(verbs, `${at}.verbs`),
    ...oneOrAll(urls, path, 'nonResourceURLs must contain at least one value', 'non-resource URLs'),
    ...(urls.includes('*') ? [] : urls.flatMap((url, i) => named(url, `${path}[${i}]`, pathFaults))),
  ];
}

const supported = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

function validateVerbs(values: unknown, path: string): FieldError[] {
  const verbs = texts(values);
  const errors = oneOrAll(verbs, path, 'verbs must contain at least one value', 'verbs');
  if (verbs.includes('*') || verbs.every((verb) => supported.includes(verb))) return errors;
  return [...errors, notSupported(path, verbs, supported)];
}

/** The list is empty, or has `*` beside other values. */
function oneOrAll(values: unknown, path: string, ofNone: string, what: string): FieldError[] {
  const all = texts(values);
  if (all.length === 0) return [required(path, ofNone)];
  if (all.length < 2 || !all.includes('*')) return [];
  return [invalid(path, all, `if '*' is present, must not specify other ${what}`)];
}

/** The first fault of a path of requests for no resource. */
function pathFaults(path: string): string[] {
  if (path === '') return ['must not be empty'];
  if (path === '/') return [];
  if (!path.startsWith('/')) return ['must start with slash'];
  if (path.includes(' ')) return ['must not contain white-space'];
  if (path.includes('//')) return ['must not contain double slash'];
  const stars = path.split('*').length - 1;
  return stars > 1 || (stars === 1 && !path.endsWith('/*')) ? ['wildcard can only do suffix matching'] : [];
}
