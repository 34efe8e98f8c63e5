/** The flow schemas and levels with which a kube-apiserver begins (pkg/apis/flowcontrol/bootstrap). */
import { dangling } from '../../../kube/dangling-schema.js';
import type { KubeObject } from '../../../kube/object.js';

const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
const metadata = (name: string): KubeObject['metadata'] => ({
  name,
  generation: 1,
  annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' },
});

/** Shares, percentage that is lent, and the queues with the size of a hand; a level without queues refuses at once. */
const limits: Record<string, { shares: number; lends: number; queues?: number; hand?: number }> = {
  'catch-all': { shares: 5, lends: 0 },
  'global-default': { shares: 20, lends: 50, queues: 128, hand: 6 },
  'leader-election': { shares: 10, lends: 0, queues: 16, hand: 4 },
  'node-high': { shares: 40, lends: 25, queues: 64, hand: 6 },
  system: { shares: 30, lends: 33, queues: 64, hand: 6 },
  'workload-high': { shares: 40, lends: 50, queues: 128, hand: 6 },
  'workload-low': { shares: 100, lends: 90, queues: 128, hand: 6 },
};

/** All levels. */
export function suggestedLevels(): KubeObject[] {
  const level = (name: string, spec: object): KubeObject => ({
    apiVersion,
    kind: 'PriorityLevelConfiguration',
    metadata: metadata(name),
    spec,
    status: {},
  });
  return [
    level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
    ...Object.entries(limits).map(([name, { shares, lends, queues, hand }]) =>
      level(name, {
        type: 'Limited',
        limited: {
          nominalConcurrencyShares: shares,
          limitResponse: queues
            ? { type: 'Queue', queuing: { queues, handSize: hand, queueLengthLimit: 50 } }
            : { type: 'Reject' },
          lendablePercent: lends,
        },
      }),
    ),
  ];
}

const group = (name: string): object => ({ kind: 'Group', group: { name } });
const user = (name: string): object => ({ kind: 'User', user: { name } });
const account = (name: string): object => ({
  kind: 'ServiceAccount',
  serviceAccount: { namespace: 'kube-system', name },
});
const everybody = [group('system:unauthenticated'), group('system:authenticated')];
const verbs = ['*'];

/** Rules for all resources that some verbs are asked of, and for all paths where `paths` are given. */
const rule = (
  subjects: object[],
  resources: { apiGroups: string[]; resources: string[]; verbs: string[]; namespaces?: string[]; cluster?: boolean }[],
  paths?: string[],
): object => ({
  subjects,
  ...(resources.length > 0 && {
    resourceRules: resources.map(({ cluster = true, namespaces = ['*'], ...rest }) => ({
      verbs: rest.verbs,
      apiGroups: rest.apiGroups,
      resources: rest.resources,
      ...(cluster ? { clusterScope: true } : {}),
      ...(namespaces.length > 0 ? { namespaces } : {}),
    })),
  }),
  ...(paths ? { nonResourceRules: [{ verbs, nonResourceURLs: paths }] } : {}),
});
const all = { apiGroups: ['*'], resources: ['*'], verbs };
const anything = (...subjects: object[]): object => rule(subjects, [all], ['*']);
const leases = {
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  verbs: ['get', 'create', 'update'],
  namespaces: ['*'],
  cluster: false,
};

/** All schemas: their level, precedence, distinguisher of flows, and rules. */
const schemas: Record<string, [level: string, precedence: number, method: string, rules: object[]]> = {
  exempt: ['exempt', 1, '', [anything(group('system:masters'))]],
  probes: ['exempt', 2, '', [rule(everybody, [], ['/healthz', '/readyz', '/livez'])]],
  'system-leader-election': [
    'leader-election',
    100,
    'ByUser',
    [
      rule(
        [user('system:kube-controller-manager'), user('system:kube-scheduler'), account('*')],
        [{ ...leases, namespaces: ['*'] }],
      ),
    ],
  ],
  'endpoint-controller': [
    'workload-high',
    150,
    'ByUser',
    [
      rule(
        [
          user('system:kube-controller-manager'),
          account('endpoint-controller'),
          account('endpointslicemirroring-controller'),
        ],
        [{ apiGroups: [''], resources: ['endpoints'], verbs: ['get', 'create', 'update'], cluster: false }],
      ),
    ],
  ],
  'workload-leader-election': ['leader-election', 200, 'ByUser', [rule([account('*')], [leases])]],
  'system-node-high': [
    'node-high',
    400,
    'ByUser',
    [
      rule(
        [group('system:nodes')],
        [
          { apiGroups: [''], resources: ['nodes', 'nodes/status'], verbs },
          { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs, cluster: false },
        ],
      ),
    ],
  ],
  'system-nodes': ['system', 500, 'ByUser', [anything(group('system:nodes'))]],
  'kube-controller-manager': ['workload-high', 800, 'ByNamespace', [anything(user('system:kube-controller-manager'))]],
  'kube-scheduler': ['workload-high', 800, 'ByNamespace', [anything(user('system:kube-scheduler'))]],
  'kube-system-service-accounts': ['workload-high', 900, 'ByNamespace', [anything(account('*'))]],
  'service-accounts': ['workload-low', 9000, 'ByUser', [anything(group('system:serviceaccounts'))]],
  'global-default': ['global-default', 9900, 'ByUser', [anything(...everybody)]],
  'catch-all': ['catch-all', 10_000, 'ByUser', [anything(...everybody)]],
};

/** All schemas, each with its level found since `since`. */
export function suggestedSchemas(since: string): KubeObject[] {
  return Object.entries(schemas).map(([name, [level, matchingPrecedence, type, rules]]) => ({
    apiVersion,
    kind: 'FlowSchema',
    metadata: metadata(name),
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      ...(type ? { distinguisherMethod: { type } } : {}),
      rules,
    },
    status: { conditions: [{ ...dangling(level, true), lastTransitionTime: since }] },
  }));
}
