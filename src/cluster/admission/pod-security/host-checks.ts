/** The checks of baseline by which a pod takes nothing of its node: namespaces, folders, ports, hosts (pod-security-admission/policy). */
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import {
  type Container,
  containers,
  containersOf,
  contextOf,
  counted,
  namesWhere,
  type PodCheck,
  quoted,
  setters,
  sorted,
} from './checked-pod.js';

/** Baseline: a pod shares no namespace of its node. */
export const hostNamespaces: PodCheck = ({ spec }) => {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

/** Baseline: no volume is a folder of the node. */
export const hostPathVolumes: PodCheck = ({ spec }) => {
  const names = list(spec.volumes)
    .filter(({ hostPath }) => isFields(hostPath))
    .map(({ name }) => text(name));
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${counted('volume', names)} ${quoted(names)}` };
};

const hostPortsOf = ({ ports }: Container): string[] =>
  list(ports).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));

/** Baseline: containers take no port of the node. */
export const hostPorts: PodCheck = (pod) => {
  const bad = containersOf(pod).filter((container) => hostPortsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = sorted(bad.flatMap(hostPortsOf));
  const uses = bad.length === 1 ? 'uses' : 'use';
  const names = containers(bad.map(({ name }) => name));
  return { reason: 'hostPort', detail: `${names} ${uses} ${counted('hostPort', ports)} ${ports.join(', ')}` };
};

function namedHosts(container: Container): string[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const { postStart, preStop } = fields(lifecycle);
  return [livenessProbe, readinessProbe, startupProbe, postStart, preStop].flatMap((handler) => {
    const { httpGet, tcpSocket } = fields(handler);
    return [text(fields(httpGet).host), text(fields(tcpSocket).host)].filter((host) => host !== '');
  });
}

/** Baseline: probes and lifecycle hooks name no host. */
export const hostProbes: PodCheck = (pod) => {
  const bad = containersOf(pod).filter((container) => namedHosts(container).length > 0);
  if (bad.length === 0) return undefined;
  const names = sorted(bad.map(({ name }) => name));
  const hosts = sorted(bad.flatMap(namedHosts));
  const uses = names.length === 1 ? 'uses' : 'use';
  const what = counted('probe or lifecycle host', hosts);
  return { reason: 'probe or lifecycle host', detail: `${containers(names)} ${uses} ${what} ${quoted(hosts)}` };
};

/** Baseline: no container is a process of a Windows node. */
export const windowsHostProcess: PodCheck = (pod) => {
  const isHost = ({ windowsOptions }: Fields): boolean => fields(windowsOptions).hostProcess === true;
  const where = setters(
    isHost(contextOf(pod)),
    namesWhere(pod, ({ context }) => isHost(context)),
  );
  if (!where) return undefined;
  return { reason: 'hostProcess', detail: `${where} must not set securityContext.windowsOptions.hostProcess=true` };
};
