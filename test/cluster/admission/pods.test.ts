import assert from 'node:assert/strict';
import type { AdmissionAttributes, AdmissionPlugin } from '../../../src/cluster/admission/admission.js';
import { defaultTolerations } from '../../../src/cluster/admission/default-tolerations.js';
import { oneDefaultPriority, priority } from '../../../src/cluster/admission/priority.js';
import { runtimeClass, runtimeOverhead } from '../../../src/cluster/admission/runtime-class.js';
import { ephemeralSecrets, serviceAccount } from '../../../src/cluster/admission/service-account.js';
import { fields } from '../../../src/kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { isApiError } from '../../../src/kube/status.js';
import { admissionReads } from '../../helpers/admission-reads.js';

interface Spec {
  serviceAccountName?: string;
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  imagePullSecrets?: object[];
  initContainers?: { name: string; volumeMounts?: object[] }[];
  containers: { name: string; volumeMounts?: object[]; env?: object[]; envFrom?: object[] }[];
  ephemeralContainers?: object[];
  volumes?: { name: string; secret?: object; projected?: { sources: object[]; defaultMode?: number }; csi?: object }[];
  tolerations?: object[];
  priority?: number;
  priorityClassName?: string;
  preemptionPolicy?: string;
  runtimeClassName?: string;
}
const pods = kindOfResource('', 'pods') as ResourceKind;
const pod = (spec: Partial<Spec> = {}, annotations?: Record<string, string>): KubeObject & { spec: Spec } => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...(annotations && { annotations }) },
  spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec },
});
const attributes = (object: KubeObject, more: Partial<AdmissionAttributes> = {}): AdmissionAttributes => ({
  operation: 'CREATE',
  kind: pods,
  namespace: 'lab',
  name: 'p',
  subresource: '',
  object,
  user: { username: 'jane', groups: [] },
  dryRun: false,
  ...more,
});
const accounts: Record<string, object> = {
  default: {},
  quiet: { automountServiceAccountToken: false },
  puller: { imagePullSecrets: [{ name: 'registry' }] },
  limited: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' }, secrets: [{ name: 'mine' }] },
};
const withAccounts = admissionReads({
  serviceAccount: (namespace, name) => {
    const found = namespace === 'lab' ? accounts[name] : undefined;
    const { annotations } = (found ?? {}) as { annotations?: Record<string, string> };
    const metadata = { name, namespace, ...(annotations && { annotations }) };
    return found && { apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...found };
  },
});
const account = serviceAccount(withAccounts, (length) => 'x'.repeat(length));
const admitted = async (plugin: AdmissionPlugin, object: KubeObject & { spec: Spec }): Promise<Spec> => {
  await plugin(attributes(object));
  return object.spec;
};
const refuses = (
  plugin: AdmissionPlugin,
  object: KubeObject,
  message: string,
  more: Partial<AdmissionAttributes> = {},
): Promise<void> =>
  assert.rejects(
    async () => plugin(attributes(object, more)),
    (error) => isApiError(error, 'Forbidden') && assert.equal(error.message, message) === undefined,
  );
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const mount = { name: 'kube-api-access-xxxxx', readOnly: true, mountPath };

describe('admission of pods: the service account', () => {
  it('is default, and its token is mounted into every container', async () => {
    const spec = await admitted(account, pod({ initContainers: [{ name: 'init' }] }));
    assert.deepEqual([spec.serviceAccountName, spec.serviceAccount], ['default', 'default']);
    for (const { volumeMounts } of [...(spec.initContainers ?? []), ...spec.containers]) {
      assert.deepEqual(volumeMounts, [mount]);
    }
    assert.deepEqual(spec.volumes, [
      {
        name: 'kube-api-access-xxxxx',
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
              },
            },
          ],
          defaultMode: 420,
        },
      },
    ]);
  });

  it('leaves a container alone that mounts something of its own there', async () => {
    const own = [{ name: 'mine', mountPath }];
    const spec = await admitted(account, pod({ containers: [{ name: 'a', volumeMounts: own }, { name: 'b' }] }));
    assert.deepEqual(
      spec.containers.map((c) => c.volumeMounts),
      [own, [mount]],
    );
    const all = await admitted(account, pod({ containers: [{ name: 'a', volumeMounts: own }] }));
    assert.equal(all.volumes, undefined);
  });

  it('mounts nothing when the account or the pod says so; the pod has the last word', async () => {
    assert.equal((await admitted(account, pod({ serviceAccountName: 'quiet' }))).volumes, undefined);
    assert.equal((await admitted(account, pod({ automountServiceAccountToken: false }))).volumes, undefined);
    const asked = pod({ serviceAccountName: 'quiet', automountServiceAccountToken: true });
    assert.equal((await admitted(account, asked)).volumes?.length, 1);
  });

  it('hands its pull secrets to pods that name none', async () => {
    const spec = await admitted(account, pod({ serviceAccountName: 'puller' }));
    assert.deepEqual(spec.imagePullSecrets, [{ name: 'registry' }]);
    const own = await admitted(account, pod({ serviceAccountName: 'puller', imagePullSecrets: [{ name: 'own' }] }));
    assert.deepEqual(own.imagePullSecrets, [{ name: 'own' }]);
    const empty = await admitted(account, pod({ serviceAccountName: 'puller', imagePullSecrets: [] }));
    assert.deepEqual(empty.imagePullSecrets, [{ name: 'registry' }]);
  });

  it('must be there', () =>
    refuses(
      account,
      pod({ serviceAccountName: 'none' }),
      'pods "p" is forbidden: error looking up service account lab/none: serviceaccount "none" not found',
    ));

  it('is none for mirror pods, which may not name one', async () => {
    const mirror = { 'kubernetes.io/config.mirror': 'hash' };
    assert.equal((await admitted(account, pod({}, mirror))).serviceAccountName, undefined);
    const message = 'pods "p" is forbidden: a mirror pod may not reference service accounts';
    await refuses(account, pod({ serviceAccountName: 'default' }, mirror), message);
  });

  it('has no secrets and no tokens for mirror pods', async () => {
    const mirror = { 'kubernetes.io/config.mirror': 'hash' };
    const projected = (...sources: object[]) => ({ volumes: [{ name: 'v', projected: { sources } }] });
    for (const spec of [
      { imagePullSecrets: [{ name: 's' }] },
      { containers: [{ name: 'a', env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }] },
      { volumes: [{ name: 'v', secret: { secretName: 's' } }] },
      { volumes: [{ name: 'v', csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } }] },
      projected({ secret: { name: 's' } }),
    ]) {
      await refuses(account, pod(spec, mirror), 'pods "p" is forbidden: a mirror pod may not reference secrets');
    }
    const why = 'pods "p" is forbidden: a mirror pod may not use ServiceAccountToken volume projections';
    await refuses(account, pod(projected({ serviceAccountToken: { path: 'token' } }), mirror), why);
    await admitted(account, pod(projected({ configMap: { name: 'c' } }), mirror));
  });

  it('is mounted with the volume that a copied pod has', async () => {
    const volumes = [{ name: 'kube-api-access-abcde' }];
    const spec = await admitted(account, pod({ volumes }));
    assert.deepEqual(spec.volumes, volumes);
    assert.deepEqual(spec.containers[0]?.volumeMounts, [{ ...mount, name: 'kube-api-access-abcde' }]);
  });

  it('may limit the secrets that its pods use', async () => {
    const own = { serviceAccountName: 'limited' };
    const why = 'is not allowed because service account limited does not reference that';
    const volumes = [{ name: 'v', secret: { secretName: 'other' } }];
    await admitted(account, pod({ ...own, volumes: [{ name: 'v', secret: { secretName: 'mine' } }] }));
    const volume = `pods "p" is forbidden: volume with secret.secretName="other" ${why} secret`;
    await refuses(account, pod({ ...own, volumes }), volume);
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'other', key: 'k' } } }];
    const variable = `pods "p" is forbidden: container a with envVar A referencing secret.secretName="other" ${why} secret`;
    await refuses(account, pod({ ...own, containers: [{ name: 'a', env }] }), variable);
    const pull = `pods "p" is forbidden: imagePullSecrets[0].name="other" ${why} imagePullSecret`;
    await refuses(account, pod({ ...own, imagePullSecrets: [{ name: 'other' }] }), pull);
  });

  it('lets its pods have variables of other sources, however it limits their secrets', async () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'other', key: 'k' } } },
      { name: 'C', valueFrom: { secretKeyRef: { name: 'mine', key: 'k' } } },
    ];
    const container = {
      name: 'a',
      env,
      envFrom: [{ configMapRef: { name: 'other' } }, { secretRef: { name: 'mine' } }],
    };
    await admitted(account, pod({ serviceAccountName: 'limited', containers: [container] }));
  });

  it('limits the secrets of ephemeral containers, too', async () => {
    const plugin = ephemeralSecrets(withAccounts);
    const added = { operation: 'UPDATE', subresource: 'ephemeralcontainers' } as const;
    const debug = (serviceAccountName: string, secret: string) =>
      pod({ serviceAccountName, ephemeralContainers: [{ name: 'd', envFrom: [{ secretRef: { name: secret } }] }] });
    await plugin(attributes(debug('limited', 'mine'), added));
    await plugin(attributes(debug('default', 'other'), added));
    await refuses(
      plugin,
      debug('limited', 'other'),
      'pods "p" is forbidden: ephemeral container d with envFrom referencing secret.secretName="other" is not allowed because service account limited does not reference that secret',
      added,
    );
    await refuses(
      plugin,
      debug('none', 'mine'),
      'pods "p" is forbidden: error looking up service account lab/none: serviceaccount "none" not found',
      added,
    );
    const nobody = 'pods "p" is forbidden: no service account specified for pod lab/p';
    await refuses(plugin, debug('', 'mine'), nobody, added);
    for (const more of [{}, { ...added, subresource: 'status' }]) await plugin(attributes(debug('none', 'mine'), more));
  });

  it('is given on creation alone', async () => {
    for (const more of [{ operation: 'UPDATE' as const }, { subresource: 'eviction' }]) {
      const object = pod({ serviceAccountName: 'none' });
      await account(attributes(object, more));
      assert.equal(object.spec.volumes, undefined);
    }
  });
});

describe('admission of pods: tolerations and priority', () => {
  const classOf = (name: string, value: number, globalDefault = false): KubeObject => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    globalDefault,
  });
  const reads = admissionReads();
  const five = (key: string): object => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  const [notReady, unreachable] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

  it('a pod bears a lost node for five minutes, unless it says how long', async () => {
    assert.deepEqual((await admitted(defaultTolerations, pod())).tolerations, [five(notReady), five(unreachable)]);
    const own = { key: notReady, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    const spec = await admitted(defaultTolerations, pod({ tolerations: [own] }));
    assert.deepEqual(spec.tolerations, [own, five(unreachable)]);
    const everything = await admitted(defaultTolerations, pod({ tolerations: [{ operator: 'Exists' }] }));
    assert.deepEqual(everything.tolerations, [{ operator: 'Exists' }]);
    const elsewhere = { key: notReady, operator: 'Exists', effect: 'NoSchedule' };
    const other = await admitted(defaultTolerations, pod({ tolerations: [elsewhere] }));
    assert.equal(other.tolerations?.length, 3);
    const changed = pod();
    await defaultTolerations(attributes(changed, { operation: 'UPDATE' }));
    assert.equal(changed.spec.tolerations?.length, 2);
  });

  it('priority is zero, or that of one of the two classes there are', async () => {
    const spec = await admitted(priority(reads), pod());
    assert.deepEqual([spec.priority, spec.preemptionPolicy], [0, 'PreemptLowerPriority']);
    const critical = await admitted(priority(reads), pod({ priorityClassName: 'system-node-critical' }));
    assert.equal(critical.priority, 2_000_001_000);
    const same = await admitted(priority(reads), pod({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' }));
    assert.deepEqual([same.priority, same.preemptionPolicy], [0, 'PreemptLowerPriority']);
    const other = pod();
    await priority(reads)(attributes(other, { kind: kindOfResource('', 'configmaps') as ResourceKind }));
    assert.equal(other.spec.priority, undefined);
    const given = 'must not be provided in pod spec; priority admission controller computed';
    await refuses(
      priority(reads),
      pod({ priority: 5 }),
      `pods "p" is forbidden: the integer value of priority (5) ${given} 0 from the given PriorityClass name`,
    );
    await refuses(
      priority(reads),
      pod({ preemptionPolicy: 'Never' }),
      `pods "p" is forbidden: the string value of PreemptionPolicy (Never) ${given} PreemptLowerPriority from the given PriorityClass name`,
    );
    for (const name of ['high', 'constructor']) {
      const message = `pods "p" is forbidden: no PriorityClass with name ${name} was found`;
      await refuses(priority(reads), pod({ priorityClassName: name }), message);
    }
  });

  it('priority is that of the class, or of the default class of the lowest value', async () => {
    const priorityClasses = () => [classOf('high', 1000), classOf('b', 20, true), classOf('a', 10, true)];
    const own = priority(admissionReads({ priorityClasses }));
    assert.equal((await admitted(own, pod({ priorityClassName: 'high' }))).priority, 1000);
    const plain = await admitted(own, pod());
    assert.deepEqual([plain.priority, plain.priorityClassName], [10, 'a']);
  });

  it('there is one default class', async () => {
    const kind = kindOfResource('scheduling.k8s.io', 'priorityclasses') as ResourceKind;
    const plugin = oneDefaultPriority(admissionReads({ priorityClasses: () => [classOf('one', 1, true)] }));
    const ask = async (object: KubeObject): Promise<void> =>
      plugin(attributes(object, { kind, name: object.metadata.name ?? '' }));
    await ask(classOf('one', 2, true));
    await ask(classOf('two', 2));
    await assert.rejects(ask(classOf('two', 2, true)), {
      message:
        'priorityclasses.scheduling.k8s.io "two" is forbidden: PriorityClass one is already marked as default. Only one default can exist',
    });
  });

  it('a pod gets what its class of runtimes needs', async () => {
    const plugin = runtimeClass(
      admissionReads({
        runtimeClass: (name) => ({
          apiVersion: 'node.k8s.io/v1',
          kind: 'RuntimeClass',
          metadata: { name },
          overhead: { podFixed: { cpu: '50m' } },
          scheduling: { nodeSelector: { safe: 'yes' }, tolerations: [{ key: 'safe', operator: 'Exists' }] },
        }),
      }),
    );
    const { overhead, nodeSelector, tolerations } = fields(await admitted(plugin, pod({ runtimeClassName: 'safe' })));
    assert.deepEqual(
      [overhead, nodeSelector, tolerations],
      [{ cpu: '50m' }, { safe: 'yes' }, [{ key: 'safe', operator: 'Exists' }]],
    );
  });

  it('a class of runtimes says what a pod may not contradict, and adds to nothing but new pods', async () => {
    const asked = { runtimeClassName: 'safe' };
    const plugin = runtimeClass(
      admissionReads({
        runtimeClass: (name) => ({
          apiVersion: 'node.k8s.io/v1',
          kind: 'RuntimeClass',
          metadata: { name },
          overhead: { podFixed: { cpu: '50m' } },
          scheduling: { nodeSelector: { safe: 'yes' } },
        }),
      }),
    );
    const rejected = 'pods "p" is forbidden: pod rejected:';
    const key = `${rejected} conflict: label selectors from pod and runtime class node selector do not match for key safe`;
    await refuses(plugin, { ...pod(), spec: { ...asked, nodeSelector: { safe: 'no' } } }, key);
    const overhead = `${rejected} Pod's Overhead doesn't match RuntimeClass's defined Overhead`;
    await refuses(plugin, { ...pod(), spec: { ...asked, overhead: { cpu: '1' } } }, overhead);
    const none = `${rejected} Pod Overhead set without corresponding RuntimeClass defined Overhead`;
    await refuses(runtimeOverhead(admissionReads()), { ...pod(), spec: { overhead: { cpu: '1' } } }, none);
    await assert.rejects(async () => plugin(attributes(pod({ runtimeClassName: 'a/b' }))), {
      code: 500,
      message: 'invalid resource name "a/b": [may not contain \'/\']',
    });
    const agreed = { ...asked, nodeSelector: { safe: 'yes', own: 'a' }, overhead: { cpu: '50m' } };
    const object: KubeObject = { ...pod(), spec: structuredClone(agreed) };
    await plugin(attributes(object));
    assert.deepEqual(object.spec, agreed);
    for (const more of [{ operation: 'UPDATE' as const }, { subresource: 'status' }]) {
      const other = pod(asked);
      await plugin(attributes(other, more));
      assert.deepEqual(other.spec, pod(asked).spec);
    }
  });

  it('an update keeps the priority that a client leaves out', async () => {
    const oldObject = pod({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    const left = pod();
    await priority(reads)(attributes(left, { operation: 'UPDATE', oldObject }));
    assert.deepEqual([left.spec.priority, left.spec.preemptionPolicy], [0, 'PreemptLowerPriority']);
    const given = pod({ priority: 7 });
    await priority(reads)(attributes(given, { operation: 'UPDATE', oldObject }));
    assert.equal(given.spec.priority, 7);
  });

  it('a class of runtimes is asked for that there is not', async () => {
    await refuses(
      runtimeClass(reads),
      pod({ runtimeClassName: 'gvisor' }),
      'pods "p" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    );
  });
});
