/** One kubeconfig file, read with the line and column of everything in it, so that a fault can be pointed at. */
import { dirname } from 'node:path';
import { KubelabError, type Place } from '../errors.js';
import { type YamlDocument, yamlDocuments } from '../kube-yaml.js';

/** A path into a kubeconfig: `['users', 0, 'user', 'token']`. */
export type FieldPath = readonly (string | number)[];

/** A cluster, user or context by name, and the file that it stands in. */
export interface KubeconfigEntry {
  name: string;
  /** The fields below `cluster:`, `user:` or `context:`. */
  fields: Fields;
}

/** One kubeconfig file. */
export interface KubeconfigFile {
  /** Undefined for a kubeconfig that was given as text. */
  file: string | undefined;
  currentContext: string | undefined;
  clusters: KubeconfigEntry[];
  users: KubeconfigEntry[];
  contexts: KubeconfigEntry[];
}

/** A mapping of a kubeconfig whose fields are read by type; a field of another type is KUBECONFIG_INVALID. */
export interface Fields {
  /** The folder that relative paths start at. */
  folder: string;
  has(key: string): boolean;
  text(key: string): string | undefined;
  flag(key: string): boolean;
  texts(key: string): string[];
  mapping(key: string): Fields | undefined;
  list(key: string): Fields[];
  value(key: string): unknown;
  keys(): string[];
  place(key?: string): Place;
  /** The error for something wrong here. */
  fault(key: string | undefined, message: string, hint: string): KubelabError;
}

/** Reads the text of a kubeconfig; throws KUBECONFIG_INVALID with line and column. */
export function parseKubeconfig(text: string, file?: string): KubeconfigFile {
  const at = file ? { file } : {};
  const invalid = (message: string, hint: string, place: Place, cause?: unknown): KubelabError =>
    new KubelabError('KUBECONFIG_INVALID', message, { hint, place: { ...at, ...place }, cause });
  const [document, second] = yamlDocuments(text);
  const fault = document?.fault;
  if (fault) {
    const hint = 'Mend the line, or write the file anew: kubectl config view --raw > FILE.';
    throw invalid(`This kubeconfig is not YAML: ${fault.message}`, hint, { ...fault.at }, fault.cause);
  }
  if (second) {
    throw invalid('This kubeconfig holds several documents.', 'Take out the line `---` and one of them.', second.begin);
  }
  if (!document || document.value === null) {
    return { file, currentContext: undefined, clusters: [], users: [], contexts: [] };
  }
  if (!isMapping(document.value)) {
    throw invalid(
      'This is not a kubeconfig: it is no mapping of fields.',
      'A kubeconfig begins with `apiVersion: v1` and `kind: Config`.',
      document.begin,
    );
  }
  const root = fieldsAt(document, [], document.value, file);
  const kind = root.text('kind');
  if (kind !== undefined && kind !== 'Config') {
    throw root.fault(
      'kind',
      `This is not a kubeconfig: it is of the kind ${kind}.`,
      'A kubeconfig has `kind: Config`.',
    );
  }
  const entries = (list: string, field: string): KubeconfigEntry[] =>
    root.list(list).map((item, index) => {
      const name = item.text('name');
      if (name === undefined) throw item.fault(undefined, `An entry of \`${list}\` has no name.`, 'Give it a `name:`.');
      return { name, fields: item.mapping(field) ?? fieldsAt(document, [list, index, field], {}, file) };
    });
  return {
    file,
    currentContext: root.text('current-context'),
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
    contexts: entries('contexts', 'context'),
  };
}

type Mapping = Record<string, unknown>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsAt(document: YamlDocument, path: FieldPath, mapping: Mapping, file: string | undefined): Fields {
  const value = (key: string): unknown => mapping[key];
  const place = (key?: string): Place => ({
    ...(file ? { file } : {}),
    ...document.positionOf(key === undefined ? path : [...path, key]),
  });
  const fault: Fields['fault'] = (key, message, hint) =>
    new KubelabError('KUBECONFIG_INVALID', message, { hint, place: place(key) });
  const expected = (key: string, what: string): KubelabError =>
    fault(key, `\`${key}\` must be ${what}.`, `Write \`${key}:\` with ${what} behind it.`);
  const listAt = (key: string): unknown[] => {
    const found = value(key) ?? [];
    if (!Array.isArray(found)) throw expected(key, 'a list');
    return found;
  };
  return {
    folder: file ? dirname(file) : process.cwd(),
    has: (key) => Object.hasOwn(mapping, key),
    text(key) {
      const found = value(key);
      if (found === undefined || found === null) return undefined;
      if (typeof found === 'number' || typeof found === 'boolean') return String(found);
      if (typeof found !== 'string') throw expected(key, 'a text');
      return found;
    },
    flag(key) {
      const found = value(key) ?? false;
      if (typeof found !== 'boolean') throw expected(key, 'true or false');
      return found;
    },
    texts: (key) =>
      listAt(key).map((item) => {
        if (typeof item !== 'string' && typeof item !== 'number') throw expected(key, 'a list of texts');
        return String(item);
      }),
    mapping(key) {
      const found = value(key);
      if (found === undefined || found === null) return undefined;
      if (!isMapping(found)) throw expected(key, 'a mapping of fields');
      return fieldsAt(document, [...path, key], found, file);
    },
    list: (key) =>
      listAt(key).map((item, index) => {
        if (!isMapping(item)) throw expected(key, 'a list of mappings');
        return fieldsAt(document, [...path, key, index], item, file);
      }),
    value,
    keys: () => Object.keys(mapping),
    place,
    fault,
  };
}
