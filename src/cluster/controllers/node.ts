/** The one node of the practice cluster, as its kubelet registers it. */
import { arch, availableParallelism, release, totalmem } from 'node:os';
import { goArchitecture } from '../../kube/version.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import type { Recorder } from './events.js';
import { type Condition, type Node, resources, target } from './objects.js';
import { found } from './while-there.js';

/** The node's name; its kubelet is `system:node:kubelab`. */
export const nodeName = 'kubelab';
/** The node's address inside the cluster; nothing listens there, pods are simulated. */
export const nodeIP = '10.0.0.10';
/** The version that the kubelet reports. */
export const kubeletVersion = 'v1.36.2';

const healthy: readonly [type: string, status: Condition['status'], reason: string, message: string][] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

/** The node's size, which is all its pods' to use. */
export function nodeSize(): Record<string, string> {
  const memory = `${Math.floor(totalmem() / 1024)}Ki`;
  return {
    cpu: String(availableParallelism()),
    'ephemeral-storage': '10Gi',
    'hugepages-2Mi': '0',
    memory,
    pods: '110',
  };
}

const nodeStatus = (now: string, machineID: string): NonNullable<Node['status']> => {
  const size = nodeSize();
  return {
    addresses: [
      { type: 'InternalIP', address: nodeIP },
      { type: 'Hostname', address: nodeName },
    ],
    capacity: size,
    allocatable: size,
    conditions: healthy.map(([type, status, reason, message]) => ({
      type,
      status,
      lastHeartbeatTime: now,
      lastTransitionTime: now,
      reason,
      message,
    })),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: goArchitecture(arch()),
      bootID: machineID,
      containerRuntimeVersion: 'kubelab://1',
      kernelVersion: release(),
      kubeProxyVersion: '',
      kubeletVersion,
      machineID,
      operatingSystem: 'linux',
      osImage: 'Kubelab simulated node',
      systemUUID: machineID,
    },
  };
};

/** Registers the node, or brings the one that is there up to date; the node as stored. */
export async function registerNode(context: ControllerContext): Promise<Node> {
  const client = context.clientFor(`system:node:${nodeName}`);
  const now = formatTime(context.clock.now());
  const at = target(resources.nodes, { name: nodeName });
  const labels = {
    'beta.kubernetes.io/arch': goArchitecture(arch()),
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': goArchitecture(arch()),
    'kubernetes.io/hostname': nodeName,
    'kubernetes.io/os': 'linux',
  };
  const annotations = {
    'node.alpha.kubernetes.io/ttl': '0',
    'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
  };
  const node =
    (await found<Node>(client, at)) ??
    (await client.create<Node>(target(resources.nodes), {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: nodeName, labels, annotations },
      spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] },
    }));
  const machineID = node.metadata.uid.replaceAll('-', '');
  return client.patch<Node>(target(resources.nodes, { name: nodeName, subresource: 'status' }), {
    // plain JSON by construction
    status: nodeStatus(now, machineID) as Record<string, never>,
  });
}

/** Tells by an Event when somebody cordons the node or lifts that (recordNodeSchedulableEvent of the kubelet). */
export function tellSchedulable(context: ControllerContext, record: Recorder, node: Node): void {
  // the kubelet refers to its node by its name in place of the uid, which kubectl describe looks for as well
  const reference = { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName, uid: nodeName } };
  let wasUnschedulable = node.spec?.unschedulable ?? false;
  context.watch<Node>(resources.nodes, ({ object }) => {
    const { unschedulable = false } = object.spec ?? {};
    if (object.metadata.name !== nodeName || unschedulable === wasUnschedulable) return;
    wasUnschedulable = unschedulable;
    const reason = unschedulable ? 'NodeNotSchedulable' : 'NodeSchedulable';
    record(reference, 'Normal', reason, `Node ${nodeName} status is now: ${reason}`);
  });
}
