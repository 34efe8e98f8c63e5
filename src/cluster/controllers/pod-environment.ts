/** The inside of a container: its variables and the files of its volumes, resolved as the kubelet does. */
import { own } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';
import type { VolumeMount } from '../pod/container.js';
import { nodeIP, nodeName } from './node.js';
import type { Container, DownwardFile, EnvVarSource, KeyToPath, Pod, Volume } from './pod-objects.js';
import { resourceField } from './resource-field.js';

/** A ConfigMap or Secret as bytes by key. */
export type KeyedData = Record<string, Uint8Array>;

/** The kubelet's reads from the API for a pod. */
export interface PodReads {
  /** The data of a ConfigMap or Secret; undefined when there is none. */
  data(kind: 'configmap' | 'secret', namespace: string, name: string): Promise<KeyedData | undefined>;
  /** A token for the pod's account, bound to the pod. */
  token(pod: Pod, audience: string | undefined, seconds: number): Promise<string>;
  /** The services in the variables of the pod. */
  services(namespace: string): readonly StoredObject[];
}

/** A fault that keeps a container from starting: an object that its spec refers to is missing, or not as it must be. */
export class MissingReference extends Error {
  override name = 'MissingReference';
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The value of a field of the pod by its path, as the downward API gives it; undefined for a path it does not have. */
function podField(pod: Pod, podIP: string, path: string): string | undefined {
  const subscript = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (subscript) return own(pod.metadata[subscript[1] as 'labels' | 'annotations'], subscript[2] ?? '') ?? '';
  const lines = (map: Record<string, string> = {}): string =>
    Object.entries(map)
      .sort()
      .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
      .join('\n');
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace;
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'metadata.labels':
      return lines(pod.metadata.labels);
    case 'metadata.annotations':
      return lines(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? nodeName;
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs':
      return nodeIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP;
    default:
      return undefined;
  }
}

const serviceVariables = (service: StoredObject): [string, string][] => {
  const { clusterIP, ports = [] } = (service.spec ?? {}) as {
    clusterIP?: string;
    ports?: { name?: string; port: number; protocol?: string }[];
  };
  const first = ports[0];
  if (!clusterIP || clusterIP === 'None' || !first) return [];
  const name = service.metadata.name.toUpperCase().replaceAll('-', '_');
  const url = (port: { port: number; protocol?: string }): string =>
    `${(port.protocol ?? 'TCP').toLowerCase()}://${clusterIP}:${port.port}`;
  return [
    [`${name}_SERVICE_HOST`, clusterIP],
    [`${name}_SERVICE_PORT`, String(first.port)],
    ...ports
      .filter((port) => port.name)
      .map((port): [string, string] => [
        `${name}_SERVICE_PORT_${(port.name ?? '').toUpperCase().replaceAll('-', '_')}`,
        String(port.port),
      ]),
    [`${name}_PORT`, url(first)],
    ...ports.flatMap((port): [string, string][] => {
      const protocol = port.protocol ?? 'TCP';
      const prefix = `${name}_PORT_${port.port}_${protocol}`;
      return [
        [prefix, url(port)],
        [`${prefix}_PROTO`, protocol.toLowerCase()],
        [`${prefix}_PORT`, String(port.port)],
        [`${prefix}_ADDR`, clusterIP],
      ];
    }),
  ];
};

/** `$(NAME)` replaced by the variable where there is one, `$$` by `$`, as Kubernetes does in values, command and args. */
export function expand(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (own(env, name) ?? whole),
  );
}

/** The variables of a container; throws a {@link MissingReference}. */
export async function containerEnv(
  pod: Pod,
  podIP: string,
  container: Container,
  reads: PodReads,
): Promise<Record<string, string>> {
  const namespace = pod.metadata.namespace ?? '';
  const env: Record<string, string> = {};
  const links = pod.spec.enableServiceLinks ?? true;
  for (const service of reads.services(namespace)) {
    const isMaster = service.metadata.name === 'kubernetes' && service.metadata.namespace === 'default';
    if (isMaster || (links && service.metadata.namespace === namespace)) {
      Object.assign(env, Object.fromEntries(serviceVariables(service)));
    }
  }
  const need = async (
    kind: 'configmap' | 'secret',
    name: string,
    optional: boolean | undefined,
  ): Promise<KeyedData | undefined> => {
    const data = await reads.data(kind, namespace, name);
    if (!data && !optional) throw new MissingReference(`${kind} ${JSON.stringify(name)} not found`);
    return data;
  };
  for (const source of container.envFrom ?? []) {
    const { configMapRef, secretRef, prefix = '' } = source;
    const data = configMapRef
      ? await need('configmap', configMapRef.name ?? '', configMapRef.optional)
      : await need('secret', secretRef?.name ?? '', secretRef?.optional);
    for (const [key, bytes] of Object.entries(data ?? {})) env[prefix + key] = text(bytes);
  }
  const valueFrom = async (source: EnvVarSource): Promise<string | undefined> => {
    if (source.fieldRef) return podField(pod, podIP, source.fieldRef.fieldPath);
    if (source.resourceFieldRef) return resourceField(container, source.resourceFieldRef);
    const kind = source.secretKeyRef ? 'secret' : 'configmap';
    const reference = source.secretKeyRef ?? source.configMapKeyRef;
    if (!reference) return undefined;
    const data = await need(kind, reference.name ?? '', reference.optional);
    const bytes = own(data, reference.key);
    if (!bytes && !reference.optional) {
      const what = kind === 'secret' ? 'Secret' : 'ConfigMap';
      throw new MissingReference(`couldn't find key ${reference.key} in ${what} ${namespace}/${reference.name}`);
    }
    return bytes && text(bytes);
  };
  for (const { name, value, valueFrom: source } of container.env ?? []) {
    const found = source ? await valueFrom(source) : expand(value ?? '', env);
    if (found !== undefined) env[name] = found;
  }
  return env;
}

type Files = Record<string, string | Uint8Array>;

function downward(pod: Pod, podIP: string, items: readonly DownwardFile[] = []): Files {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const content = ({ fieldRef, resourceFieldRef }: DownwardFile): string | undefined => {
    if (!resourceFieldRef) return podField(pod, podIP, fieldRef?.fieldPath ?? '');
    const container = containers.find(({ name }) => name === resourceFieldRef.containerName);
    return container && resourceField(container, resourceFieldRef);
  };
  return Object.fromEntries(items.map((item) => [item.path, content(item) ?? '']));
}

/** The kubelet's words for a missing key that a volume picks. */
const noSuchKey = {
  configmap: 'configmap references non-existent config key',
  secret: 'references non-existent secret key',
};

/** The files of one volume as they are now, none for one that begins empty; throws a {@link MissingReference}. */
async function volumeFiles(pod: Pod, podIP: string, volume: Volume, reads: PodReads): Promise<Files> {
  const namespace = pod.metadata.namespace ?? '';
  const keyed = async (
    kind: 'configmap' | 'secret',
    name: string,
    { items, optional }: { items?: KeyToPath[]; optional?: boolean },
  ): Promise<Files> => {
    const fault = (why: string): MissingReference =>
      new MissingReference(`MountVolume.SetUp failed for volume ${JSON.stringify(volume.name)} : ${why}`);
    const data = await reads.data(kind, namespace, name);
    if (!data && !optional) throw fault(`${kind} ${JSON.stringify(name)} not found`);
    if (!items) return data ?? {};
    const files: Files = {};
    for (const { key, path } of items) {
      const bytes = own(data, key);
      if (bytes) files[path] = bytes;
      else if (!optional) throw fault(`${noSuchKey[kind]}: ${key}`);
    }
    return files;
  };
  if (volume.configMap) return keyed('configmap', volume.configMap.name ?? '', volume.configMap);
  if (volume.secret) return keyed('secret', volume.secret.secretName ?? '', volume.secret);
  if (volume.downwardAPI) return downward(pod, podIP, volume.downwardAPI.items);
  const files: Files = {};
  for (const source of volume.projected?.sources ?? []) {
    if (source.configMap) Object.assign(files, await keyed('configmap', source.configMap.name ?? '', source.configMap));
    if (source.secret) Object.assign(files, await keyed('secret', source.secret.name ?? '', source.secret));
    if (source.downwardAPI) Object.assign(files, downward(pod, podIP, source.downwardAPI.items));
    if (source.serviceAccountToken) {
      const { path, audience, expirationSeconds = 3600 } = source.serviceAccountToken;
      files[path] = await reads.token(pod, audience, expirationSeconds);
    }
  }
  return files;
}

/** The ConfigMaps and Secrets that must be there before the pod can start; throws a {@link MissingReference}. */
export async function checkVolumes(pod: Pod, podIP: string, reads: PodReads): Promise<void> {
  // a token is asked for when somebody looks; everything else is looked for now
  const withoutTokens = { ...reads, token: async () => '' };
  for (const volume of pod.spec.volumes ?? []) await volumeFiles(pod, podIP, volume, withoutTokens);
}

/** The mounts of a container. */
export function containerMounts(pod: Pod, podIP: string, container: Container, reads: PodReads): VolumeMount[] {
  return (container.volumeMounts ?? []).flatMap((mount) => {
    const volume = pod.spec.volumes?.find((v) => v.name === mount.name);
    if (!volume) return [];
    const inMemory = Boolean(volume.projected || volume.secret || volume.emptyDir?.medium === 'Memory');
    const hasFiles = Boolean(volume.projected || volume.secret || volume.configMap || volume.downwardAPI);
    return [
      {
        path: mount.mountPath,
        readOnly: mount.readOnly ?? false,
        medium: inMemory ? 'tmpfs' : 'disk',
        ...(mount.subPath ? { subPath: mount.subPath } : {}),
        ...(hasFiles ? { files: () => volumeFiles(pod, podIP, volume, reads) } : { volume: volume.name }),
      } satisfies VolumeMount,
    ];
  });
}
