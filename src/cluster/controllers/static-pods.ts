/**
 * The pods of the control plane in kube-system: mirror pods, as a kubelet shows pods that it runs from files. They show
 * the flags that this server really has; there is no etcd and no DNS here, so no pod claims one.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kube/equal-json.js';
import { mirrorAnnotation } from '../../kube/mirror-pod.js';
import type { ControllerContext } from './context.js';
import { kubeletVersion, nodeName } from './node.js';
import { type Node, resources, target } from './objects.js';
import type { Pod } from './pod-objects.js';
import { whileThere } from './while-there.js';

/** A component of the control plane with its command line. */
export interface ControlPlaneComponent {
  name: string;
  command: readonly string[];
}

/** The controllers of kube-controller-manager that run here, in the order and by the names of its own list. */
const controllers = [
  'serviceaccount-token-controller',
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'replicationcontroller-controller',
  'resourcequota-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'garbage-collector-controller',
  'daemonset-controller',
  'job-controller',
  'deployment-controller',
  'replicaset-controller',
  'disruption-controller',
  'statefulset-controller',
  'cronjob-controller',
  'certificatesigningrequest-signing-controller',
  'certificatesigningrequest-approving-controller',
  'certificatesigningrequest-cleaner-controller',
  'node-lifecycle-controller',
  'taint-eviction-controller',
  'persistentvolume-binder-controller',
  'clusterrole-aggregation-controller',
  'persistentvolumeclaim-protection-controller',
  'persistentvolume-protection-controller',
  'ttl-after-finished-controller',
  'root-ca-certificate-publisher-controller',
  'service-cidr-controller',
];

/** The components that this process is, with the flags that say how. */
function controlPlane(apiServerFlags: readonly string[]): ControlPlaneComponent[] {
  return [
    { name: 'kube-apiserver', command: ['kube-apiserver', ...apiServerFlags] },
    {
      name: 'kube-controller-manager',
      command: [
        'kube-controller-manager',
        '--cluster-name=kubelab',
        `--controllers=${controllers.join(',')}`,
        '--leader-elect=false',
        '--use-service-account-credentials=true',
      ],
    },
    { name: 'kube-scheduler', command: ['kube-scheduler', '--leader-elect=false'] },
  ];
}

const mirrorPod = ({ name, command }: ControlPlaneComponent, node: Node, seen: string) => {
  const hash = createHash('md5').update(canonicalJson({ name, command })).digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${nodeName}`,
      namespace: 'kube-system',
      labels: { component: name, tier: 'control-plane' },
      annotations: {
        'kubernetes.io/config.hash': hash,
        [mirrorAnnotation]: hash,
        'kubernetes.io/config.seen': seen,
        'kubernetes.io/config.source': 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid, controller: true }],
    },
    spec: {
      containers: [
        {
          name,
          image: `registry.k8s.io/${name}:${kubeletVersion}`,
          imagePullPolicy: 'IfNotPresent',
          command: [...command],
        },
      ],
      hostNetwork: true,
      nodeName,
      priority: 2000001000,
      priorityClassName: 'system-node-critical',
      restartPolicy: 'Always',
      tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
      enableServiceLinks: true,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    },
  };
};

/** Creates the mirror pods, and makes anew a pod whose flags have changed or whose node was another. */
export async function createMirrorPods(
  context: ControllerContext,
  node: Node,
  apiServerFlags: readonly string[],
): Promise<void> {
  const client = context.clientFor(`system:node:${nodeName}`);
  const place = { namespace: 'kube-system' };
  // a kubelet may read the pods of its own node alone
  const fieldSelector = `spec.nodeName=${nodeName}`;
  const own = await client.list<Pod>(target(resources.pods, place), { fieldSelector });
  for (const component of controlPlane(apiServerFlags)) {
    const pod = mirrorPod(component, node, context.clock.now().toISOString());
    const { name } = pod.metadata;
    const existing = own.find(({ metadata }) => metadata.name === name);
    const same =
      existing?.metadata.annotations?.[mirrorAnnotation] === pod.metadata.annotations[mirrorAnnotation] &&
      existing.metadata.ownerReferences?.some((r) => r.uid === node.metadata.uid);
    if (same) continue;
    const at = target(resources.pods, { ...place, name });
    if (existing) await whileThere(() => client.delete(at, { gracePeriodSeconds: 0 }));
    await client.create(target(resources.pods, place), pod);
  }
}
