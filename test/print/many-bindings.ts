/** Roles and bindings as a grown cluster has them: many, with long names that differ in a few characters. */
import type { KubeObject } from '../../src/kube/object.js';
import type { PolicyRule } from '../../src/kube/rbac.js';

const rbac = 'rbac.authorization.k8s.io';

function role(kind: string, name: string, rules: PolicyRule[], namespace?: string): KubeObject {
  return { apiVersion: `${rbac}/v1`, kind, metadata: { name, ...(namespace ? { namespace } : {}) }, rules };
}

function binding(kind: string, name: string, ref: string, subjects: object[], namespace?: string): KubeObject {
  const [refKind = '', refName = ''] = ref.split(' ');
  return {
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: rbac, kind: refKind, name: refName },
    subjects,
  };
}

const group = (name: string): object => ({ kind: 'Group', name, apiGroup: rbac });
const robot = (name: string): object => ({ kind: 'ServiceAccount', name, namespace: 'lab' });
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** As many rules as Kubernetes' `edit` has, one of which is about pods. */
const edit: PolicyRule[] = [
  ...Array.from({ length: 26 }, (_, n) => ({ verbs, apiGroups: [`group-${n}`], resources: [`things-${n}`, 'others'] })),
  { verbs: ['list', 'watch'], apiGroups: [''], resources: ['pods', 'services', 'configmaps'] },
];

/**
 * `count` bindings in `lab`, two of them of `cluster-admin`; the others of `edit`, or where `roles` is larger than one, of so
 * many roles in turn.
 */
export function manyBindings(count: number, roles = 1): KubeObject[] {
  const names = Array.from({ length: roles }, (_, n) => (n === 0 ? 'edit' : `edit-of-the-department-number-${n}`));
  return [
    role('ClusterRole', 'cluster-admin', [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ]),
    role('ClusterRole', 'basic-user', [
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'] },
    ]),
    ...names.map((name, n) => role('ClusterRole', name, n === 0 ? edit : edit.slice(-5))),
    binding('ClusterRoleBinding', 'cluster-admin', 'ClusterRole cluster-admin', [group('system:masters')]),
    binding('RoleBinding', 'too-much-for-ci', 'ClusterRole cluster-admin', [robot('ci')], 'lab'),
    binding('ClusterRoleBinding', 'basic-user', 'ClusterRole basic-user', [group('system:authenticated')]),
    ...Array.from({ length: count - 3 }, (_, n) =>
      binding(
        'RoleBinding',
        `continuous-integration-pipeline-of-team-number-${n}-may-edit-in-the-laboratory`,
        `ClusterRole ${names[n % roles]}`,
        n % 7 === 0
          ? Array.from({ length: 6 }, (_, k) => group(`department-of-observability-number-${n}-shift-${k}-on-call`))
          : [robot(`continuous-integration-pipeline-of-team-number-${n}-in-the-laboratory`)],
        'lab',
      ),
    ),
  ];
}
