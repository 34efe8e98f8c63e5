/**
 * The defaults of every namespace: the ServiceAccount `default` and the ConfigMap `kube-root-ca.crt`; and the token
 * Secrets that people ask for (pkg/controller/serviceaccount, pkg/controller/certificates/rootcacertpublisher).
 */
import type { StoredObject } from '../../kube/object.js';
import { type ControllerContext, controllerManager } from './context.js';
import { equalJson, keyOf, type Namespace, resources, splitKey, target } from './objects.js';
import { keysTo, type WorkQueue } from './queue.js';
import { allowing, found } from './while-there.js';

const rootCa = 'kube-root-ca.crt';
const descriptionAnnotation = 'kubernetes.io/description';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

const tokenType = 'kubernetes.io/service-account-token';
const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';

/** core/v1 Secret, as far as tokens need it. */
interface Secret extends StoredObject {
  type?: string;
  data?: Record<string, string>;
}

/** core/v1 ConfigMap, as far as the CA needs it. */
interface ConfigMap extends StoredObject {
  data?: Record<string, string>;
}

/** A namespace that is going, or has gone, takes nothing new; that is no fault. */
const byEnd = ['NotFound', 'NamespaceTerminating'] as const;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Keeps the account `default` in every namespace; the answer is its queue. */
export function startServiceAccountController(context: ControllerContext): WorkQueue {
  const client = context.clientOf('service-account-controller');
  const queue = context.queue('service-account-controller', async (namespace) => {
    const found = namespaces.get('', namespace);
    if (!found || found.metadata.deletionTimestamp || accounts.get(namespace, 'default')) return;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
    await allowing(['AlreadyExists', ...byEnd], () =>
      client.create(target(resources.serviceAccounts, { namespace }), account),
    );
  });
  const namespaces = context.watch<Namespace>(resources.namespaces, keysTo(queue));
  const accounts = context.watch(resources.serviceAccounts, ({ type, object }) => {
    if (type === 'DELETED' && object.metadata.name === 'default') queue.add(object.metadata.namespace ?? '');
  });
  return queue;
}

/** Keeps the cluster's CA in every namespace; the answer is its queue. */
export function startRootCaPublisher(context: ControllerContext, caPem: string): WorkQueue {
  const client = context.clientOf('root-ca-cert-publisher');
  const data = { 'ca.crt': caPem };
  const queue = context.queue('root-ca-cert-publisher', async (namespace) => {
    const found = namespaces.get('', namespace);
    if (!found || found.metadata.deletionTimestamp) return;
    const existing = configMaps.get(namespace, rootCa);
    if (existing?.metadata.annotations?.[descriptionAnnotation] && equalJson(existing.data, data)) return;
    await allowing(['AlreadyExists', ...byEnd], async () => {
      if (existing) {
        const metadata = {
          ...existing.metadata,
          annotations: { ...existing.metadata.annotations, [descriptionAnnotation]: description },
        };
        await client.update(target(resources.configMaps, { namespace, name: rootCa }), { ...existing, metadata, data });
      } else {
        await client.create(target(resources.configMaps, { namespace }), {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: rootCa, namespace, annotations: { [descriptionAnnotation]: description } },
          data,
        });
      }
    });
  });
  const namespaces = context.watch<Namespace>(resources.namespaces, keysTo(queue));
  const configMaps = context.watch<ConfigMap>(resources.configMaps, ({ object }) => {
    if (object.metadata.name === rootCa) queue.add(object.metadata.namespace ?? '');
  });
  return queue;
}

/** Fills the token Secrets that were asked for, and deletes those whose account is gone. */
export function startTokensController(
  context: ControllerContext,
  caPem: string,
  issue: (request: { namespace: string; name: string; uid: string; secretName: string }) => Promise<string>,
): void {
  // kube-controller-manager runs this one under its own name, since the others' accounts depend on it
  const client = context.clientFor(controllerManager);

  const accountOf = async (namespace: string, name: string): Promise<StoredObject | undefined> => {
    return accounts.get(namespace, name) ?? found(client, target(resources.serviceAccounts, { namespace, name }));
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const secret = secrets.get(namespace, name);
    if (secret?.type !== tokenType) return;
    const accountName = secret.metadata.annotations?.[nameAnnotation] ?? '';
    const account = await accountOf(namespace, accountName);
    const boundTo = secret.metadata.annotations?.[uidAnnotation];
    const at = target(resources.secrets, { namespace, name });
    if (!account || (boundTo && boundTo !== account.metadata.uid)) {
      await client.delete(at, { preconditions: { uid: secret.metadata.uid } });
      return;
    }
    const { uid } = account.metadata;
    const { data = {} } = secret;
    // another CA is none of the cluster's; another namespace stays (secretUpdateNeeded in tokens_controller.go)
    const wanted = { 'ca.crt': base64(caPem), namespace: data.namespace || base64(namespace) };
    if (data['ca.crt'] === wanted['ca.crt'] && data.namespace && data.token) return;
    const token = data.token || base64(await issue({ namespace, name: accountName, uid, secretName: name }));
    await client.update(at, {
      ...secret,
      metadata: { ...secret.metadata, annotations: { ...secret.metadata.annotations, [uidAnnotation]: uid } },
      data: { ...data, ...wanted, token },
    });
  };

  const queue = context.queue('tokens-controller', (key) => allowing(byEnd, () => sync(key)));
  const secrets = context.watch<Secret>(resources.secrets, ({ type, object }) => {
    if (type !== 'DELETED' && object.type === tokenType) queue.add(keyOf(object));
  });
  const accounts = context.watch(resources.serviceAccounts, ({ type, object }) => {
    if (type === 'MODIFIED') return;
    for (const secret of secrets.list(object.metadata.namespace)) {
      if (secret.type === tokenType && secret.metadata.annotations?.[nameAnnotation] === object.metadata.name) {
        queue.add(keyOf(secret));
      }
    }
  });
}
