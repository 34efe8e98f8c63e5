import assert from 'node:assert/strict';
import { kinds, type ResourceKind, resourcePath } from '../../../src/kube/kinds.js';
import { groupVersion } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { signingRequest } from '../../helpers/signing-request.js';
import { until } from '../../helpers/until.js';

const container = { name: 'c', image: 'nginx:1.27' };
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'x' } };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };

const ofJob = { spec: { restartPolicy: 'Never', containers: [container] } };
const backend = { service: { name: 'x', port: { number: 80 } } };
const labelled = { metadata: { labels: { a: 'b' } } };
const matchConstraints = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
};
const gears = {
  group: 'example.com',
  scope: 'Namespaced',
  names: { plural: 'gears', kind: 'Gear' },
  versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
};
const limited = { nominalConcurrencyShares: 1, limitResponse: { type: 'Reject' } };
const csrSpec = { signerName: 'example.com/signer', usages: ['client auth'], request: '' };

/** What each kind needs beside its name; `change` is a merge patch that its rules allow. */
const samples: Record<string, { name?: string; body: object; change: object }> = {
  ConfigMap: { body: { data: { a: '1' } }, change: { data: { b: '2' } } },
  Endpoints: { body: { subsets: [] }, change: { metadata: { labels: { a: 'b' } } } },
  EndpointSlice: { body: { addressType: 'IPv4', endpoints: [] }, change: { metadata: { labels: { a: 'b' } } } },
  'Event.': {
    body: { involvedObject: { kind: 'Pod', name: 'p', namespace: 'kinds' }, reason: 'Tested', type: 'Normal' },
    change: { count: 2 },
  },
  'Event.events.k8s.io': {
    body: {
      regarding: { kind: 'Pod', name: 'p', namespace: 'kinds' },
      reason: 'Tested',
      action: 'Testing',
      type: 'Normal',
      eventTime: '2026-11-25T00:00:00.000000Z',
      reportingController: 'example.com/test',
      reportingInstance: 'test-1',
    },
    change: { metadata: { labels: { a: 'b' } } },
  },
  LimitRange: {
    body: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
    change: { spec: { limits: [{ type: 'Container', default: { cpu: '2' } }] } },
  },
  Namespace: { body: {}, change: { metadata: { labels: { a: 'b' } } } },
  Node: { body: {}, change: { metadata: { labels: { a: 'b' } } } },
  Pod: { body: { spec: { containers: [container] } }, change: { metadata: { labels: { a: 'b' } } } },
  Secret: { body: { stringData: { user: 'admin' } }, change: { stringData: { user: 'root' } } },
  ServiceAccount: { body: {}, change: { automountServiceAccountToken: false } },
  Service: {
    body: { spec: { ports: [{ port: 80 }], selector: { app: 'x' } } },
    change: { spec: { ports: [{ port: 81 }] } },
  },
  Deployment: { body: { spec: { replicas: 0, selector, template } }, change: { spec: { minReadySeconds: 1 } } },
  ReplicaSet: { body: { spec: { replicas: 0, selector, template } }, change: { spec: { minReadySeconds: 1 } } },
  CertificateSigningRequest: {
    body: { spec: csrSpec },
    change: { metadata: { labels: { a: 'b' } } },
  },
  ClusterRoleBinding: { body: { roleRef }, change: { subjects: [{ kind: 'Group', name: 'a' }] } },
  RoleBinding: { body: { roleRef }, change: { subjects: [{ kind: 'User', name: 'a' }] } },
  ClusterRole: { body: { rules }, change: { rules: [] } },
  Role: { body: { rules }, change: { rules: [] } },
  PersistentVolume: {
    body: { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } },
    change: { spec: { capacity: { storage: '2Gi' } } },
  },
  PersistentVolumeClaim: {
    body: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    change: labelled,
  },
  PodTemplate: { body: { template }, change: { template: { metadata: { labels: { a: 'b' } } } } },
  ReplicationController: { body: { spec: { replicas: 0, template } }, change: { spec: { minReadySeconds: 1 } } },
  ResourceQuota: { body: { spec: { hard: { pods: '9' } } }, change: { spec: { hard: { pods: '8' } } } },
  APIService: {
    name: 'v9.example.com',
    body: { spec: { group: 'example.com', version: 'v9', groupPriorityMinimum: 10, versionPriority: 10 } },
    change: { spec: { versionPriority: 20 } },
  },
  ControllerRevision: { body: { data: { a: 1 }, revision: 1 }, change: { revision: 2 } },
  DaemonSet: {
    body: { spec: { selector, template: { ...template, spec: { ...template.spec, nodeSelector: { none: 'here' } } } } },
    change: { spec: { minReadySeconds: 1 } },
  },
  StatefulSet: {
    body: { spec: { replicas: 0, selector, serviceName: 'x', template } },
    change: { spec: { minReadySeconds: 1 } },
  },
  HorizontalPodAutoscaler: {
    body: { spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' } } },
    change: { spec: { maxReplicas: 4 } },
  },
  CronJob: {
    body: { spec: { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { template: ofJob } } } },
    change: { spec: { schedule: '0 0 2 1 *' } },
  },
  Job: { body: { spec: { suspend: true, template: ofJob } }, change: { spec: { parallelism: 2 } } },
  IngressClass: { body: { spec: { controller: 'example.com/one' } }, change: labelled },
  Ingress: { body: { spec: { defaultBackend: backend } }, change: { spec: { ingressClassName: 'x' } } },
  IPAddress: {
    name: '10.96.200.200',
    body: { spec: { parentRef: { resource: 'services', namespace: 'kinds', name: 'x' } } },
    change: labelled,
  },
  NetworkPolicy: { body: { spec: { podSelector: {} } }, change: { spec: { podSelector: selector } } },
  ServiceCIDR: { body: { spec: { cidrs: ['10.10.0.0/24'] } }, change: labelled },
  PodDisruptionBudget: { body: { spec: { minAvailable: 1, selector } }, change: { spec: { minAvailable: 2 } } },
  CSIDriver: { body: { spec: {} }, change: { spec: { podInfoOnMount: true } } },
  CSINode: { body: { spec: { drivers: [] } }, change: labelled },
  CSIStorageCapacity: { body: { storageClassName: 'x' }, change: { capacity: '1Gi' } },
  StorageClass: { body: { provisioner: 'example.com/x' }, change: { allowVolumeExpansion: true } },
  VolumeAttachment: {
    body: { spec: { attacher: 'example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } } },
    change: labelled,
  },
  VolumeAttributesClass: { body: { driverName: 'example.com', parameters: { a: 'b' } }, change: labelled },
  MutatingAdmissionPolicy: {
    body: {
      spec: {
        matchConstraints,
        reinvocationPolicy: 'Never',
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: "[JSONPatch{op: 'test', path: '/kind'}]" } }],
      },
    },
    change: { spec: { failurePolicy: 'Ignore' } },
  },
  MutatingAdmissionPolicyBinding: { body: { spec: { policyName: 'x' } }, change: labelled },
  MutatingWebhookConfiguration: { body: { webhooks: [] }, change: labelled },
  ValidatingAdmissionPolicy: {
    body: { spec: { matchConstraints, validations: [{ expression: 'true' }] } },
    change: { spec: { failurePolicy: 'Ignore' } },
  },
  ValidatingAdmissionPolicyBinding: {
    body: { spec: { policyName: 'x', validationActions: ['Deny'] } },
    change: { spec: { validationActions: ['Warn'] } },
  },
  ValidatingWebhookConfiguration: { body: { webhooks: [] }, change: labelled },
  CustomResourceDefinition: { name: 'gears.example.com', body: { spec: gears }, change: labelled },
  PriorityClass: { body: { value: 10 }, change: { description: 'ten' } },
  Lease: { body: { spec: { holderIdentity: 'me' } }, change: { spec: { leaseDurationSeconds: 10 } } },
  RuntimeClass: { body: { handler: 'runc' }, change: labelled },
  DeviceClass: { body: { spec: {} }, change: { spec: { selectors: [{ cel: { expression: 'true' } }] } } },
  ResourceClaim: { body: { spec: {} }, change: labelled },
  ResourceClaimTemplate: { body: { spec: { spec: {} } }, change: labelled },
  ResourceSlice: {
    body: {
      spec: { driver: 'example.com', nodeName: 'n', pool: { name: 'n', generation: 1, resourceSliceCount: 1 } },
    },
    change: labelled,
  },
  FlowSchema: {
    body: { spec: { priorityLevelConfiguration: { name: 'x' } } },
    change: { spec: { matchingPrecedence: 900 } },
  },
  PriorityLevelConfiguration: { body: { spec: { type: 'Limited', limited } }, change: labelled },
};
const sampleOf = ({ kind, group }: ResourceKind): (typeof samples)[string] | undefined =>
  samples[kind] ?? samples[`${kind}.${group}`];

describe('the kinds', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    csrSpec.request = await signingRequest('jane');
    await makeNamespace(api, 'kinds');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const served = kinds.filter(({ verbs }) => verbs.includes('get') && verbs.includes('create'));
  it('that are stored all have a sample below', () => {
    assert.deepEqual(
      served.filter((kind) => !sampleOf(kind)).map(({ kind }) => kind),
      [],
    );
  });

  for (const kind of served) {
    const gv = groupVersion(kind.group, kind.version);
    it(`${gv} ${kind.kind}: create, get, list, patch, update, delete, each with its version`, async () => {
      const sample = sampleOf(kind);
      const { name = 'test-object' } = sample ?? {};
      const namespace = kind.namespaced ? 'kinds' : '';
      const collection = resourcePath(kind, { namespace });
      const path = resourcePath(kind, { namespace, name });
      const object = {
        apiVersion: gv,
        kind: kind.kind,
        metadata: { name, labels: { sample: 'yes' } },
        ...sample?.body,
      };
      const created = await api.post(collection, object);
      assert.equal(created.code, 201, created.text);
      const { metadata } = created.body;
      assert.deepEqual([created.body.apiVersion, created.body.kind], [gv, kind.kind]);
      assert.equal(metadata.namespace, namespace || undefined);
      assert.match(metadata.uid ?? '', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      assert.match(metadata.creationTimestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.match(metadata.resourceVersion ?? '', /^[1-9]\d*$/);

      const again = await api.post(collection, object);
      assert.equal(again.code, 409);
      assert.match(again.message, new RegExp(`^${kind.resource}[a-z0-9.]* "${name}" already exists$`));

      const listed = await api.get(`${collection}?labelSelector=sample%3Dyes`);
      assert.equal(listed.body.kind, `${kind.kind}List`);
      assert.deepEqual(
        listed.body.items.map((item) => [item.metadata.name, item.kind]),
        [[name, undefined]],
      );

      const patched = await api.patch(path, sample?.change);
      assert.equal(patched.code, 200, patched.text);
      assert.ok(Number(patched.body.metadata.resourceVersion) > Number(metadata.resourceVersion));
      assert.equal(patched.body.metadata.uid, metadata.uid);

      // controllers may have written it since: the newest version, changed
      const put = await until('an update without a conflict', async () => {
        const { body: latest } = await api.get(path);
        latest.metadata.annotations = { ...latest.metadata.annotations, put: 'yes' };
        const answer = await api.put(path, latest);
        return answer.code !== 409 && answer;
      });
      assert.equal(put.code, 200, put.text);
      assert.equal(put.body.metadata.annotations?.put, 'yes');

      const deleted = await api.delete(path, { gracePeriodSeconds: 0 });
      assert.equal(deleted.code, 200, deleted.text);
      await until(`${path} is gone`, async () => (await api.get(path)).code === 404);
      const gone = await api.delete(path);
      assert.equal(gone.code, 404);
      assert.match(gone.message, new RegExp(`^${kind.resource}[a-z0-9.]* "${name}" not found$`));
    });
  }

  it('one event is in both groups, under each group’s field names', async () => {
    const path = '/api/v1/namespaces/kinds/events';
    const involvedObject = { kind: 'Pod', name: 'p', namespace: 'kinds' };
    const event = { metadata: { name: 'both' }, involvedObject, message: 'hello', source: { component: 'me' } };
    assert.equal((await api.post(path, { apiVersion: 'v1', kind: 'Event', ...event })).code, 201);
    const other = await api.get('/apis/events.k8s.io/v1/namespaces/kinds/events/both');
    assert.equal(other.body.apiVersion, 'events.k8s.io/v1');
    assert.deepEqual([other.body.note, other.body.regarding], ['hello', involvedObject]);
    assert.deepEqual(other.body.deprecatedSource, { component: 'me' });
    assert.equal(other.body.involvedObject, undefined);
    const selected = await api.get('/apis/events.k8s.io/v1/namespaces/kinds/events?fieldSelector=regarding.name%3Dp');
    assert.ok(
      selected.body.items.some((item) => item.metadata.name === 'both'),
      selected.text,
    );
  });

  it('an event that is refused is a core one, whichever group it was sent to', async () => {
    const path = '/apis/events.k8s.io/v1/namespaces/kinds/events';
    const refused = await api.post(path, {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'bad' },
      type: 'Normal',
      regarding: { namespace: 'kinds' },
    });
    assert.deepEqual([refused.code, refused.message], [422, 'Event "bad" is invalid: eventTime: Required value']);
    assert.equal(refused.body.details?.group, undefined);
  });

  it('what is odd in a body is warned of first, and also when the object is refused', async () => {
    const services = '/api/v1/namespaces/kinds/services';
    const body = (name: string): object => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: 80 }], externalIPs: ['192.0.2.1'] },
      colour: 'red',
    });
    const made = await api.post(`${services}?dryRun=All`, body('odd'));
    const [odd, external] = [
      '299 - "unknown field \\"colour\\""',
      '299 - "spec.externalIPs is deprecated and may no longer be implemented in some clusters"',
    ];
    assert.deepEqual([made.code, made.headers.warning], [201, `${odd}, ${external}`]);
    await api.post(services, body('changed'));
    const { body: found } = await api.get(`${services}/changed`);
    const put = await api.put(`${services}/changed`, { ...found, colour: 'red' });
    assert.deepEqual([put.code, put.headers.warning], [200, `${odd}, ${external}`]);
    const status = await api.put(`${services}/changed/status`, found);
    assert.deepEqual([status.code, status.headers.warning], [200, undefined]);
    const refused = await api.post(services, body('Odd'));
    assert.deepEqual([refused.code, refused.headers.warning], [422, odd]);
  });

  it('a status is written alone: some kinds keep their metadata too', async () => {
    for (const path of [
      '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/probes',
      '/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations/system',
      '/apis/apiregistration.k8s.io/v1/apiservices/v1.apps',
      '/apis/networking.k8s.io/v1/servicecidrs/kubernetes',
    ]) {
      const { body } = await api.get(path);
      const labels = { ...body.metadata.labels, mine: '-' };
      const { code, body: after } = await api.put(`${path}/status`, {
        ...body,
        metadata: { ...body.metadata, labels },
      });
      assert.deepEqual([code, after.metadata.labels], [200, body.metadata.labels], path);
    }
  });

  it('lists that are always written are null when nothing is in them', async () => {
    const slices = '/apis/discovery.k8s.io/v1/namespaces/kinds/endpointslices';
    const head = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' };
    const made = await api.post(slices, { ...head, metadata: { name: 'empty' }, endpoints: [] });
    assert.deepEqual([made.code, made.body.endpoints, made.body.ports], [201, null, null]);
    const again = await api.put(`${slices}/empty`, { ...head, metadata: { name: 'empty' }, endpoints: [] });
    assert.equal(again.body.metadata.generation, 1);
    // a field that is not written is a change all the same
    const endpoints = [{ addresses: ['10.0.0.1'], deprecatedTopology: { a: 'b' } }];
    const filled = { ...head, metadata: { name: 'empty' }, endpoints };
    assert.equal((await api.put(`${slices}/empty`, filled)).body.metadata.generation, 2);
    assert.equal((await api.put(`${slices}/empty`, filled)).body.metadata.generation, 3);
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/kinds/roles';
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'empty' }, rules: [] };
    assert.equal((await api.post(`${roles}?dryRun=All`, role)).body.rules, null);
    assert.equal((await api.post(roles, role)).body.rules, null);
    const schemas = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas';
    const resourceRules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: [] }];
    const schema = {
      apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
      kind: 'FlowSchema',
      metadata: { name: 'empty' },
      spec: {
        priorityLevelConfiguration: { name: 'exempt' },
        rules: [{ subjects: [{ kind: 'User', user: { name: 'jane' } }], resourceRules }],
      },
    };
    const { rules } = (await api.post(schemas, schema)).body.spec as { rules: { resourceRules: unknown[] }[] };
    assert.deepEqual(rules[0]?.resourceRules, [{ ...resourceRules[0], namespaces: null }]);
  });

  it('a name is made from generateName, and a name that is given counts more', async () => {
    const path = '/api/v1/namespaces/kinds/configmaps';
    const generated = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } };
    const names = await Promise.all(
      Array.from({ length: 5 }, async () => (await api.post(path, generated)).body.metadata.name ?? ''),
    );
    assert.equal(new Set(names).size, 5);
    for (const made of names) assert.match(made, /^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const given = await api.post(path, configMap('given', {}, { generateName: 'made-' }));
    assert.equal(given.body.metadata.name, 'given');
    // nor is another made where the name that is given is taken
    const again = await api.post(path, configMap('given', {}, { generateName: 'made-' }));
    const why = 'configmaps "given" already exists, the server was not able to generate a unique name for the object';
    assert.deepEqual([again.code, again.message, again.headers['retry-after']], [409, why, '1']);
    const long = await api.post(path, { ...generated, metadata: { generateName: 'x'.repeat(70) } });
    assert.equal(long.body.metadata.name?.length, 63);
  });

  it('admission refuses before a name is made from generateName, and names what was given', async () => {
    const spec = { serviceAccountName: 'nobody', containers: [{ name: 'c', image: 'busybox' }] };
    for (const [metadata, name] of [
      [{ generateName: 'made-' }, 'made-'],
      [{}, 'Unknown'],
    ] as const) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
      const { code, message } = await api.post('/api/v1/namespaces/kinds/pods', pod);
      assert.equal(code, 403);
      assert.match(
        message,
        new RegExp(`^pods "${name}" is forbidden: error looking up service account kinds/nobody: `),
      );
    }
  });

  it('a kind that is deprecated is marked in the audit log, but for watches', async () => {
    const path = '/api/v1/namespaces/kinds/endpoints';
    const marked = async (query: string): Promise<unknown> => {
      const { headers } = await api.get(path + query);
      assert.match(String(headers.warning), /^[^,]*v1 Endpoints is deprecated in v1\.33\+[^,]*$/, 'once');
      const event = await until('its event', () =>
        cluster.events.find(({ auditID, stage }) => auditID === headers['audit-id'] && stage === 'ResponseComplete'),
      );
      return event.annotations?.['k8s.io/deprecated'];
    };
    // a watch from long ago ends at once
    assert.deepEqual([await marked(''), await marked('?watch=true&resourceVersion=1')], ['true', undefined]);
    const refused = await api.get(path, { headers: { accept: 'text/plain' } });
    assert.deepEqual([refused.code, refused.headers.warning], [406, undefined], 'what is not done needs no warning');
  });

  it('a generated name has as many characters as a label may have', async () => {
    const path = '/api/v1/namespaces/kinds/configmaps';
    const named = async (metadata: object): Promise<string | undefined> =>
      (await api.post(`${path}?dryRun=All`, { metadata })).body.metadata.name;
    assert.match((await named({ generateName: 'x'.repeat(100) })) ?? '', /^x{58}[a-z0-9]{5}$/);
    assert.match((await named({ generateName: 'web-' })) ?? '', /^web-[a-z0-9]{5}$/);
    assert.equal(await named({ generateName: 'web-', name: 'mine' }), 'mine');
  });

  it('a version that is none counts as no version of what is made', async () => {
    const path = '/api/v1/namespaces/kinds/configmaps';
    for (const resourceVersion of ['0', 'abc', '']) {
      const { code, body } = await api.post(path, configMap('unversioned', {}, { resourceVersion }));
      assert.equal(code, 201);
      assert.match(body.metadata.resourceVersion ?? '', /^[1-9]\d*$/);
      await api.delete(`${path}/unversioned`);
    }
    // a dry run does not come to where that is looked at
    assert.equal((await api.post(`${path}?dryRun=All`, configMap('x', {}, { resourceVersion: '5' }))).code, 201);
  });

  it('a dry run answers like the real thing and leaves nothing', async () => {
    const path = '/api/v1/namespaces/kinds/configmaps';
    await api.post(path, configMap('dry', { a: '1' }));
    const before = await api.get(`${path}/dry`);
    const put = await api.put(`${path}/dry?dryRun=All`, configMap('dry', { a: '2' }));
    assert.deepEqual([put.code, put.body.data], [200, { a: '2' }]);
    const patched = await api.patch(`${path}/dry?dryRun=All`, { data: { a: '3' } });
    assert.deepEqual([patched.code, patched.body.data], [200, { a: '3' }]);
    assert.equal((await api.delete(`${path}/dry?dryRun=All`)).code, 200);
    assert.equal((await api.delete(`${path}/dry`, { dryRun: ['All'] })).code, 200);
    assert.equal((await api.post(`${path}?dryRun=All`, configMap('dry'))).code, 409);
    assert.equal((await api.delete(`${path}?dryRun=All`)).code, 200);
    assert.deepEqual((await api.get(`${path}/dry`)).body, before.body);
  });
});
