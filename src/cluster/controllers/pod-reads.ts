/** How the kubelet reads the objects of its pods: kept for a minute, as the real one does; tokens until most of their life is over. */
import type { KubeObject, StoredObject } from '../../kube/object.js';
import type { ClusterClient } from '../client/client.js';
import type { Clock } from '../clock.js';
import { resources, target } from './objects.js';
import type { KeyedData, PodReads } from './pod-environment.js';
import type { Pod } from './pod-objects.js';
import { found } from './while-there.js';

const keptFor = 60_000;
/** A token is renewed when this share of its life is over, and at the latest after a day (KEP-1205). */
const renewAt = 0.8;
const day = 24 * 3600_000;

interface DataObject extends StoredObject {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

interface TokenRequest extends KubeObject {
  status: { token: string; expirationTimestamp: string };
}

/** The reads of one kubelet, with a way to forget a pod's tokens. */
export function podReads(
  client: ClusterClient,
  clock: Clock,
  services: (namespace: string) => readonly StoredObject[],
): PodReads & { forget(uid: string): void } {
  const cache = new Map<string, { at: number; data: KeyedData }>();
  const tokens = new Map<string, { token: string; renew: number }>();
  const decode = (map: Record<string, string> = {}): KeyedData =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, Buffer.from(value, 'base64')]));

  return {
    services,
    data: async (kind, namespace, name) => {
      const key = `${kind}/${namespace}/${name}`;
      const now = clock.now().getTime();
      const kept = cache.get(key);
      if (kept && now - kept.at < keptFor) return kept.data;
      const row = kind === 'secret' ? resources.secrets : resources.configMaps;
      const object = await found<DataObject>(client, target(row, { namespace, name }));
      if (!object) return undefined;
      const plain = Object.entries(object.data ?? {}).map(([k, v]) => [k, Buffer.from(v)]);
      const data: KeyedData =
        kind === 'secret' ? decode(object.data) : { ...Object.fromEntries(plain), ...decode(object.binaryData) };
      // entries that nobody has read lately are dropped, so that the cache stays small
      for (const [old, entry] of cache) if (now - entry.at >= keptFor) cache.delete(old);
      cache.set(key, { at: now, data });
      return data;
    },
    token: async (pod: Pod, audience, seconds) => {
      const { namespace = '', name, uid } = pod.metadata;
      const key = `${uid}/${audience ?? ''}/${seconds}`;
      const now = clock.now().getTime();
      const kept = tokens.get(key);
      if (kept && now < kept.renew) return kept.token;
      const account = pod.spec.serviceAccountName ?? 'default';
      const { status } = await client.create<TokenRequest>(
        target(resources.serviceAccounts, { namespace, name: account, subresource: 'token' }),
        {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            ...(audience ? { audiences: [audience] } : {}),
            expirationSeconds: seconds,
            boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
          },
        },
      );
      const life = Date.parse(status.expirationTimestamp) - now;
      tokens.set(key, { token: status.token, renew: now + Math.min(life * renewAt, day) });
      return status.token;
    },
    forget: (uid) => {
      for (const key of tokens.keys()) if (key.startsWith(`${uid}/`)) tokens.delete(key);
    },
  };
}
