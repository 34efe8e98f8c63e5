/** A right as access reviews ask for it (authorization.k8s.io/v1). */
import { KubelabError } from '../errors.js';
import { kinds } from '../kube/kinds.js';
import type { GroupResource } from '../kube/object.js';
import { kindInTable } from './resources.js';

/**
 * The `spec` of an access review for `pods`, `pods/log`, `deployments.apps`, `deploy`, or a path; throws ARGUMENT_INVALID.
 * `found` is the resource that {@link unknownResourceIn} found outside of this module's table.
 */
export function accessSpec(
  verb: string,
  resource: string,
  namespace?: string,
  name?: string,
  found?: GroupResource,
): object {
  checkRight(verb, resource);
  if (resource.startsWith('/')) return { nonResourceAttributes: { path: resource, verb } };
  const [what = '', subresource] = resource.split('/');
  const kind = found ?? known(what);
  if (!kind) {
    throw new KubelabError('ARGUMENT_INVALID', `There is no resource ${JSON.stringify(what)} in this module's table.`, {
      hint: 'Write it with its group: RESOURCE.GROUP.',
    });
  }
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

/** The resource name in `resource` that only discovery can resolve; undefined for a path or a known name. */
export function unknownResourceIn(verb: string, resource: string): string | undefined {
  checkRight(verb, resource);
  const [what = ''] = resource.split('/');
  return resource.startsWith('/') || known(what) ? undefined : what;
}

function checkRight(verb: unknown, resource: unknown): void {
  if (typeof verb === 'string' && typeof resource === 'string' && verb !== '' && resource !== '') return;
  throw new KubelabError('ARGUMENT_INVALID', 'can() needs a verb and a resource.', {
    hint: "Write client.can('list', 'pods', { namespace: 'default' }).",
  });
}

// a right may be asked for a resource that nobody serves: RESOURCE.GROUP is taken as it stands
function known(what: string): GroupResource | undefined {
  if (what === '*') return { group: '*', resource: '*' };
  const kind = kindInTable(what);
  if (kind) return kind;
  const [resource = '', ...rest] = what.split('.');
  const group = rest.join('.');
  // RESOURCE.VERSION.GROUP is for the server to tell, and so is a name without a group: the core group is in the table
  const hasVersion = /^v\d+((alpha|beta)\d+)?\./.test(group);
  if (hasVersion || kinds.some((row) => row.group === group)) return undefined;
  return { resource, group };
}
