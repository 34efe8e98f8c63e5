/**
 * Kubernetes' words for a string, by the name of its parameter or field: so that Tab knows them where the types say no more
 * than `string`, as in `show.why(robot, 'list', '` and in the rules of a role.
 */

/** RBAC's verbs beside those of requests (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). */
const FURTHER_VERBS = ['approve', 'bind', 'escalate', 'impersonate', 'sign'];

/** The words, sorted; none for another place. Sub-resources are among them once the slash is written. */
export async function knownWords(place: string, written: string): Promise<string[]> {
  if (!/^(resources?|verbs?|kind|apiVersion|apiGroups?)$/.test(place)) return [];
  const { kinds } = await import('../kube/kinds.js');
  const words = kinds.flatMap(({ resource, kind, group, version, verbs, subresources = [] }) => {
    switch (place) {
      case 'kind':
        return [kind];
      case 'apiVersion':
        return [group === '' ? version : `${group}/${version}`];
      case 'apiGroup':
      case 'apiGroups':
        return [group];
      case 'verb':
      case 'verbs':
        return [...verbs, ...FURTHER_VERBS];
      default:
        return written.includes('/') ? subresources.map(({ name }) => `${resource}/${name}`) : [resource];
    }
  });
  return [...new Set(words)].sort();
}
