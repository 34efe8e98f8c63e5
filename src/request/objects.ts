/** Arguments for an object (an object, YAML, JSON) or a place (a resource, a path), made exact. */
import { KubelabError } from '../errors.js';
import { findKind, type ResourceKind, resourcePath } from '../kube/kinds.js';
import type { KubeObject } from '../kube/object.js';
import { yamlDocuments } from '../kube-yaml.js';

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
  const [first, second] = yamlDocuments(text);
  if (!first) throw invalid('This text holds no object.', 'Write YAML with apiVersion, kind and metadata.');
  const { fault } = first;
  if (fault) {
    throw new KubelabError('ARGUMENT_INVALID', `This text is not YAML: ${fault.message}`, {
      hint: 'Mend the line; YAML wants the same indentation for all fields of one object.',
      ...(fault.at ? { place: { file: 'YAML', ...fault.at } } : {}),
      cause: fault.cause,
    });
  }
  if (second) throw invalid('This text holds several objects.', 'Send them one by one: each is a request of its own.');
  return first.value;
}

/** The path at which an object of `kind` is created (its collection) or, by name, changed; throws ARGUMENT_INVALID. */
export function pathOfObject(object: KubeObject, kind: ResourceKind, namespace: string, withName: boolean): string {
  const name = object.metadata?.name;
  if (withName && !name)
    throw invalid('The object has no metadata.name.', 'Apply needs a name: it is the name of what shall exist.');
  return resourcePath(kind, {
    namespace: object.metadata?.namespace ?? namespace,
    ...(withName && name ? { name } : {}),
  });
}

/** The path of the collection of a resource; throws ARGUMENT_INVALID for a namespace where there is none. */
export function collectionOf(kind: ResourceKind, namespace: string | undefined): string {
  if (namespace && !kind.namespaced) {
    throw invalid(`${kind.resource} are in no namespace.`, 'Leave out { namespace }.');
  }
  return resourcePath(kind, namespace ? { namespace } : {});
}

/** True for a path in the place of a resource's name; throws ARGUMENT_INVALID when a namespace is given beside it. */
export function isCollectionPath(resource: unknown, namespace: string | undefined): boolean {
  if (typeof resource !== 'string' || !resource.startsWith('/')) return false;
  if (namespace === undefined) return true;
  throw invalid(
    'A path names its namespace itself.',
    'Leave out { namespace }, or name the resource instead of a path.',
  );
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
