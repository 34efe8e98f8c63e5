/** What a decision of authorization costs by the number of role bindings. */
import { createAuthorization } from '../../src/cluster/authorization/authorization.js';
import { RbacIndex } from '../../src/cluster/authorization/rbac-index.js';
import type { AccessAttributes } from '../../src/kube/rbac.js';
import { median } from './report.js';

const rbac = 'rbac.authorization.k8s.io';

/** Time of a decision among 10,000 bindings as a multiple of one among 10: the worse of one that allows and one that refuses. */
export function decisionAmongMany(): number {
  const [few, many] = [decider(10), decider(10_000)];
  return Math.max(...['get', 'delete'].map((verb) => ratio(few, many, verb)));
}

function ratio(few: (verb: string) => void, many: (verb: string) => void, verb: string): number {
  const ratios: number[] = [];
  for (let round = -3; round < 15; round++) {
    const reference = timeOf(() => few(verb));
    const own = timeOf(() => many(verb));
    // the first rounds are for the compiler
    if (round >= 0) ratios.push(own / reference);
  }
  return median(ratios);
}

function timeOf(decide: () => void): number {
  const began = performance.now();
  for (let i = 0; i < 20_000; i++) decide();
  return performance.now() - began;
}

/** Decides about a user with one binding among `count` of others in the same namespace. */
function decider(count: number): (verb: string) => void {
  const index = new RbacIndex();
  index.set({
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
  });
  for (let i = 0; i < count; i++) {
    index.set({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `binding-${i}`, namespace: 'lab' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'User', name: `user-${i}` }],
    });
  }
  const { authorize } = createAuthorization(index, { podsOnNode: () => [], all: () => [] });
  const wanted: Record<string, string> = { get: 'allow', delete: 'no opinion' };
  return (verb) => {
    const attributes: AccessAttributes = {
      user: { username: 'user-5', groups: ['system:authenticated'] },
      verb,
      isResourceRequest: true,
      namespace: 'lab',
      apiGroup: '',
      apiVersion: 'v1',
      resource: 'configmaps',
      subresource: '',
      name: 'one',
      path: '',
    };
    const { outcome } = authorize(attributes);
    if (outcome !== wanted[verb]) throw new Error(`${verb} was decided with ${outcome}`);
  };
}
