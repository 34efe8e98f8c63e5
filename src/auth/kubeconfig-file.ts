/** One kubeconfig file, read with the line and column of everything in it, so that a fault can be pointed at. */
import { dirname } from 'node:path';
import type { Document, LineCounter } from 'yaml';
import { KubelabError, type Place } from '../errors.js';
import { yamlLibrary } from '../when-needed.js';

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
  const { LineCounter, isMap, parseDocument } = yamlLibrary();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    throw new KubelabError('KUBECONFIG_INVALID', `This kubeconfig is not YAML: ${error.message.split('\n')[0]}`, {
      hint: 'Mend the line, or write the file anew: kubectl config view --raw > FILE.',
      place: { ...(file ? { file } : {}), ...(at ? { line: at.line, column: at.col } : {}) },
      cause: error,
    });
  }
  const root = fieldsAt(document, lines, [], file);
  if (text.trim() === '' || document.contents === null) {
    return { file, currentContext: undefined, clusters: [], users: [], contexts: [] };
  }
  if (!isMap(document.contents)) {
    throw root.fault(
      undefined,
      'This is not a kubeconfig: it is no mapping of fields.',
      'A kubeconfig begins with `apiVersion: v1` and `kind: Config`.',
    );
  }
  const kind = root.text('kind');
  if (kind !== undefined && kind !== 'Config') {
    throw root.fault(
      'kind',
      `This is not a kubeconfig: it is of the kind ${kind}.`,
      'A kubeconfig has `kind: Config`.',
    );
  }
  const entries = (list: string, field: string): KubeconfigEntry[] =>
    root.list(list).map((item) => {
      const name = item.text('name');
      if (name === undefined) throw item.fault(undefined, `An entry of \`${list}\` has no name.`, 'Give it a `name:`.');
      const inner = item.has(field) && item.value(field) !== null ? item.mapping(field) : undefined;
      return { name, fields: inner ?? emptyFields(item, field) };
    });
  return {
    file,
    currentContext: root.text('current-context') || undefined,
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
    contexts: entries('contexts', 'context'),
  };
}

function fieldsAt(document: Document, lines: LineCounter, path: FieldPath, file: string | undefined): Fields {
  const place = (key?: string | number): Place => {
    // the deepest thing that exists on the way to the field
    let at = [...path, ...(key === undefined ? [] : [key])];
    for (; at.length > 0; at = at.slice(0, -1)) {
      const node = document.getIn(at, true);
      if (yamlLibrary().isNode(node) && node.range) {
        const { line, col } = lines.linePos(node.range[0]);
        return { ...(file ? { file } : {}), line, column: col };
      }
    }
    return file ? { file, line: 1, column: 1 } : { line: 1, column: 1 };
  };
  const value = (key: string): unknown => {
    const node = document.getIn([...path, key], true);
    return yamlLibrary().isNode(node) ? node.toJS(document) : node;
  };
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
    has: (key) => document.hasIn([...path, key]),
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
      if (typeof found !== 'object' || Array.isArray(found)) throw expected(key, 'a mapping of fields');
      return fieldsAt(document, lines, [...path, key], file);
    },
    list: (key) =>
      listAt(key).map((item, index) => {
        if (typeof item !== 'object' || item === null) throw expected(key, 'a list of mappings');
        return fieldsAt(document, lines, [...path, key, index], file);
      }),
    value,
    keys: () => {
      const node = path.length ? document.getIn(path) : document.contents;
      return yamlLibrary().isMap(node) ? node.items.map((item) => String(item.key)) : [];
    },
    place,
    fault,
  };
}

function emptyFields(parent: Fields, field: string): Fields {
  return {
    ...parent,
    has: () => false,
    text: () => undefined,
    flag: () => false,
    texts: () => [],
    mapping: () => undefined,
    list: () => [],
    value: () => undefined,
    keys: () => [],
    place: () => parent.place(field),
  };
}
