/** A right as access reviews ask for it (authorization.k8s.io/v1). */
import { KubelabError } from '../errors.js';
import { kinds } from '../kube/kinds.js';
import { kindNamed } from './objects.js';

/**
 * The `spec` of an access review for `pods`, `pods/log`, `deployments.apps`, `deploy`, or a path; throws ARGUMENT_INVALID.
 */
export function accessSpec(verb: string, resource: string, namespace?: string, name?: string): object {
  if (typeof verb !== 'string' || typeof resource !== 'string' || verb === '' || resource === '') {
    throw new KubelabError('ARGUMENT_INVALID', 'can() needs a verb and a resource.', {
      hint: "Write client.can('list', 'pods', { namespace: 'default' }).",
    });
  }
  if (resource.startsWith('/')) return { nonResourceAttributes: { path: resource, verb } };
  const [what = '', subresource] = resource.split('/');
  const kind = what === '*' ? { group: '*', resource: '*' } : known(what);
  return {
    resourceAttributes: {
      ...(namespace ? { namespace } : {}),
      verb,
      group: kind.group,
      resource: kind.resource,
      ...(subresource ? { subresource } : {}),
      ...(name ? { name } : {}),
    },
  };
}

// a right may be asked for a resource that this module does not know: RESOURCE.GROUP is taken as it stands
function known(what: string): { group: string; resource: string } {
  const dot = what.indexOf('.');
  if (dot > 0 && !kinds.some((k) => k.group === what.slice(dot + 1))) {
    return { resource: what.slice(0, dot), group: what.slice(dot + 1) };
  }
  return kindNamed(what);
}
