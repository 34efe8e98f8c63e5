/** What a person hands over as an object (an object, YAML, JSON) or as a place (a resource, a path), made exact. */
import { KubelabError } from '../errors.js';
import { findKind, kindOfObject, kinds, type ResourceKind, resourcePath } from '../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../kube/object.js';
import { yamlLibrary } from '../when-needed.js';

/** The object behind an object or a YAML or JSON text; throws ARGUMENT_INVALID. */
export function objectOf(source: unknown): KubeObject {
  const object = typeof source === 'string' ? documentOf(source) : source;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalid('This is not an object.', 'Give an object with apiVersion, kind and metadata, or YAML of one.');
  }
  const { apiVersion, kind } = object as Partial<KubeObject>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw invalid(
      `The object has no ${typeof apiVersion === 'string' ? 'kind' : 'apiVersion'}.`,
      "Every object says both: apiVersion: 'v1', kind: 'ConfigMap'.",
    );
  }
  return object as KubeObject;
}

function documentOf(text: string): unknown {
  const documents = yamlLibrary().parseAllDocuments(text);
  const [first, second] = Array.isArray(documents) ? documents : [];
  if (!first) throw invalid('This text holds no object.', 'Write YAML with apiVersion, kind and metadata.');
  const [error] = first.errors;
  if (error) {
    const at = error.linePos?.[0];
    throw new KubelabError('ARGUMENT_INVALID', `This text is not YAML: ${error.message.split('\n')[0]}`, {
      hint: 'Mend the line; YAML wants the same indentation for all fields of one object.',
      ...(at ? { place: { file: 'YAML', line: at.line, column: at.col } } : {}),
    });
  }
  if (second) throw invalid('This text holds several objects.', 'Send them one by one: each is a request of its own.');
  return first.toJS();
}

/** The path at which an object is created (its collection) or, by name, changed; throws ARGUMENT_INVALID. */
export function pathOfObject(object: KubeObject, namespace: string, withName: boolean): string {
  const { group } = parseApiVersion(object.apiVersion);
  const kind = kindOfObject(group, object.kind);
  if (!kind) {
    throw invalid(
      `The kind ${object.kind} of ${object.apiVersion} is not in the table of kinds that this module knows.`,
      'Say the path yourself: client.post(PATH, object).',
    );
  }
  const name = object.metadata?.name;
  if (withName && !name)
    throw invalid('The object has no metadata.name.', 'Apply needs a name: it is the name of what shall exist.');
  const version = parseApiVersion(object.apiVersion).version;
  return resourcePath(
    { ...kind, version },
    { namespace: object.metadata?.namespace ?? namespace, ...(withName && name ? { name } : {}) },
  );
}

/** The row of a resource as a person writes it; throws ARGUMENT_INVALID with the names that come near. */
export function kindNamed(resource: string): ResourceKind {
  const kind = typeof resource === 'string' ? findKind(resource) : undefined;
  if (kind) return kind;
  const start = String(resource).slice(0, 3).toLowerCase();
  const near = kinds.filter((k) => start && k.resource.startsWith(start)).map((k) => k.resource);
  throw invalid(
    `There is no resource ${JSON.stringify(resource)} in the table of kinds that this module knows.`,
    `${near.length ? `Did you mean ${near.join(' or ')}? ` : ''}Or give the path: '/apis/GROUP/VERSION/…'.`,
  );
}

/** The path of a collection, from a resource or a path. */
export function collectionPath(resource: string, namespace: string | undefined): string {
  if (typeof resource === 'string' && resource.startsWith('/')) {
    if (namespace === undefined) return resource;
    throw invalid(
      'A path names its namespace itself.',
      'Leave out { namespace }, or name the resource instead of a path.',
    );
  }
  const kind = kindNamed(resource);
  if (namespace && !kind.namespaced) {
    throw invalid(`${kind.resource} are in no namespace.`, 'Leave out { namespace }.');
  }
  return resourcePath(kind, namespace ? { namespace } : {});
}

/** A path with parameters added; throws ARGUMENT_INVALID when it does not begin with a slash. */
export function pathWithQuery(
  path: unknown,
  query: Record<string, string | number | boolean | undefined> = {},
): string {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    const word =
      typeof path === 'string' && findKind(path) ? ` To list them: client.list(${JSON.stringify(path)}).` : '';
    throw invalid(
      `A path begins with a slash; this is ${typeof path === 'string' ? JSON.stringify(path) : `of the type ${typeof path}`}.`,
      `Write it as '/api/v1/namespaces/default/pods'.${word}`,
    );
  }
  if (/[\s\p{Cc}]/u.test(path))
    throw invalid(
      'The path holds white space or a control character.',
      'Use encodeURIComponent() for a part that may hold one.',
    );
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.append(name, String(value));
  const added = parameters.toString();
  // a path is ASCII on the wire; what was written in another script is encoded as UTF-8
  const plain = path.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  return added ? `${plain}${plain.includes('?') ? '&' : '?'}${added}` : plain;
}

function invalid(message: string, hint: string): KubelabError {
  return new KubelabError('ARGUMENT_INVALID', message, { hint });
}
