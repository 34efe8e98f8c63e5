/**
 * What a kubelet may do, as a real API server with NodeRestriction answers it (`fixtures/node-requests.tsv`: what is tried, by
 * which node, the status code, and the kind or the message).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { signingRequest } from '../../helpers/signing-request.js';

const ns = '/api/v1/namespaces/lab';
const dry = '?dryRun=All';
const merge = 'application/merge-patch+json';

/** What is tried: a request without its user. */
interface Try {
  method: string;
  path: string;
  body?: unknown;
  type?: string;
}

/** The uids of the node and of the pods, which no two clusters share. */
type Uids = Readonly<Record<'UN1' | 'UP1' | 'UP2' | 'UP3', string>>;

const pod = (name: string, nodeName: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...meta },
  spec: { nodeName, containers: [{ name: 'c', image: 'i' }], ...spec },
});
const annotations = { 'kubernetes.io/config.mirror': 'h' };
const container = (more: object) => [{ name: 'c', image: 'i', ...more }];
const post = (path: string, body: unknown): Try => ({ method: 'POST', path: `${path}${dry}`, body });
const patch = (path: string, body: unknown): Try => ({ method: 'PATCH', path: `${path}${dry}`, body, type: merge });
const nodePatch = (body: unknown, sub = '', name = 'n1'): Try => patch(`/api/v1/nodes/${name}${sub}`, body);
const claimPatch = (body: unknown, name = 'data', sub = '/status'): Try =>
  patch(`${ns}/persistentvolumeclaims/${name}${sub}`, body);
const statusPatch = (body: unknown, name = 'p1'): Try => patch(`${ns}/pods/${name}/status`, body);

const volumes: Record<string, object[]> = {
  cm: [{ configMap: { name: 'x' } }],
  secret: [{ secret: { secretName: 'x' } }],
  csi: [{ csi: { driver: 'd' } }],
  gl: [{ glusterfs: { endpoints: 'e', path: 'p' } }],
  pvc: [{ persistentVolumeClaim: { claimName: 'c' } }],
  eph: [
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      },
    },
  ],
  az: [{ azureFile: { secretName: 's', shareName: 'x' } }],
  pcm: [{ projected: { sources: [{ configMap: { name: 'x' } }] } }],
  ps: [{ projected: { sources: [{ secret: { name: 'x' } }] } }],
  pt: [{ projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
  pd: [
    { projected: { sources: [{ downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } }] } },
  ],
  hp: [{ hostPath: { path: '/' } }],
  ed: [{ emptyDir: {} }],
  pdcm: [
    {
      projected: {
        sources: [
          { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
          { configMap: { name: 'x' } },
        ],
      },
    },
  ],
  'hp then cm': [{ hostPath: { path: '/' } }, { configMap: { name: 'x' } }],
};

/** Mirror pods, good ones and others. */
function mirrorPods({ UN1 }: Uids): Record<string, Try> {
  const own = (more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Node',
    name: 'n1',
    uid: UN1,
    controller: true,
    ...more,
  });
  const mirror = (spec: object = {}, ...owners: object[]) =>
    post(`${ns}/pods`, pod('mir', 'n1', spec, { annotations, ...(owners.length ? { ownerReferences: owners } : {}) }));
  const env = (more: object) => mirror({ containers: container(more) }, own());
  const named = (list: object[]) => list.map((volume, i) => ({ name: `v${i}`, ...volume }));
  return {
    'pod plain': post(`${ns}/pods`, pod('x', 'n1')),
    'pod mirror no owner': mirror(),
    'pod mirror n2': mirror({ nodeName: 'n2' }, own()),
    'pod two owners': mirror({}, own(), own({ name: 'n2', controller: false, uid: 'u' })),
    'pod wrong owner': mirror({}, own({ name: 'n2' })),
    'pod owner kind': mirror({}, own({ kind: 'Pod' })),
    'pod owner version': mirror({}, own({ apiVersion: 'v2' })),
    'pod no controller': mirror({}, own({ controller: undefined })),
    'pod controller false': mirror({}, own({ controller: false })),
    'pod block': mirror({}, own({ blockOwnerDeletion: true })),
    'pod block false': mirror({}, own({ blockOwnerDeletion: false })),
    'pod uid': mirror({}, own({ uid: 'wrong' })),
    'pod good': mirror({}, own()),
    'pod sa': mirror({ serviceAccountName: 'robot' }, own()),
    'pod secret env': env({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
    'pod cm env': env({ envFrom: [{ configMapRef: { name: 's' } }] }),
    'pod cm init': mirror(
      { initContainers: container({ name: 'i', envFrom: [{ configMapRef: { name: 's' } }] }) },
      own(),
    ),
    'pod rc': mirror({ resourceClaims: [{ name: 'g', resourceClaimName: 'x' }] }, own()),
    'pod pull': mirror({ imagePullSecrets: [{ name: 'x' }] }, own()),
    'pod as n9': mirror({ nodeName: 'n9' }, own({ name: 'n9' })),
    'pod nameless': mirror({}, own()),
    'pod generate': post(`${ns}/pods`, {
      ...pod('', 'n1'),
      metadata: { generateName: 'g-', annotations },
    }),
    ...Object.fromEntries(
      Object.entries(volumes).map(([name, list]) => [`pod vol ${name}`, mirror({ volumes: named(list) }, own())]),
    ),
  };
}

const claimStatuses = { resourceClaimStatuses: [{ name: 'x', resourceClaimName: 'y' }] };
const extended = { extendedResourceClaimStatus: { resourceClaimName: 'y', requestMappings: [] } };
const eviction = (name: string): Try =>
  post(`${ns}/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });

const ofPods: Record<string, Try> = {
  ...Object.fromEntries(
    ['p1', 'p2', 'none'].flatMap((name) => [
      [`delete ${name}`, { method: 'DELETE', path: `${ns}/pods/${name}${dry}` }],
      [`evict ${name}`, eviction(name)],
    ]),
  ),
  'delete all': { method: 'DELETE', path: `${ns}/pods${dry}` },
  'status p1': statusPatch({ status: { phase: 'Running' } }),
  'status p2': statusPatch({ status: { phase: 'Running' } }, 'p2'),
  'status label': statusPatch({ metadata: { labels: { a: 'b' } } }),
  'status annotation': statusPatch({ metadata: { annotations: { a: 'b' } } }),
  'status claims': statusPatch({ status: claimStatuses }),
  'status extended': statusPatch({ status: extended }),
  'status none': statusPatch({ status: {} }, 'none'),
  bind: post(`${ns}/pods/p1/binding`, { target: { name: 'n1' } }),
};

const labels = [
  'a',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/x',
  'node.kubernetes.io/x',
  'x.node.kubernetes.io/y',
  'kubelet.kubernetes.io/a',
  'node-restriction.kubernetes.io/a',
  'a.node-restriction.kubernetes.io/b',
  'k8s.io/a',
  'foo.k8s.io/a',
  'example.com/a',
  'topology.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type',
  'xkubernetes.io/a',
  'kubernetes.io/odd',
  'failure-domain.beta.kubernetes.io/zone',
  'mynode.kubernetes.io/x',
];
const configSource = { configMap: { name: 'a', namespace: 'b', kubeletConfigKey: 'c' } };
const taint = (key: string, effect: string) => ({ key, effect });

const ofNodes: Record<string, Try> = {
  ...Object.fromEntries(
    labels.flatMap((name) => [
      [`node label ${name}`, nodePatch({ metadata: { labels: { [name]: 'v' } } })],
      [`node slabel ${name}`, nodePatch({ metadata: { labels: { [name]: 'v' } } }, '/status')],
      [`create label ${name}`, post('/api/v1/nodes', { metadata: { name: 'nn', labels: { [name]: 'v' } } })],
    ]),
  ),
  'node other': nodePatch({ metadata: { labels: { a: 'b' } } }, '', 'n2'),
  'node other status': nodePatch({ status: { phase: 'x' } }, '/status', 'n2'),
  'node two': nodePatch({ metadata: { labels: { 'k8s.io/b': '1', 'k8s.io/a': '2', 'kubernetes.io/odd': null } } }),
  'node remove odd': nodePatch({ metadata: { labels: { 'kubernetes.io/odd': null } } }),
  'node same odd': nodePatch({ metadata: { labels: { 'kubernetes.io/odd': '1' } } }),
  'node taints': nodePatch({ spec: { taints: [] } }),
  'node taints more': nodePatch({ spec: { taints: [taint('a', 'NoSchedule'), taint('b', 'NoExecute')] } }),
  'node owners': nodePatch({
    metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }] },
  }),
  'node cs': nodePatch({ spec: { configSource } }),
  'node unsched': nodePatch({ spec: { unschedulable: true } }),
  'node ann': nodePatch({ metadata: { annotations: { a: 'b' } } }),
  'node taint via status': nodePatch({ spec: { taints: [] }, status: { phase: 'Running' } }, '/status'),
  'create n3': post('/api/v1/nodes', { metadata: { name: 'n3' } }),
  'create cs': post('/api/v1/nodes', { metadata: { name: 'nn' }, spec: { configSource } }),
  'create taints': post('/api/v1/nodes', { metadata: { name: 'nn' }, spec: { taints: [taint('q', 'NoExecute')] } }),
  'delete n1': { method: 'DELETE', path: `/api/v1/nodes/n1${dry}` },
};

const ofClaims: Record<string, Try> = {
  'pvc cap': claimPatch({ status: { capacity: { storage: '1Gi' } } }),
  'pvc cond': claimPatch({ status: { conditions: [{ type: 'Resizing', status: 'True' }] } }),
  'pvc alloc': claimPatch({ status: { allocatedResources: { storage: '2Gi' } } }),
  'pvc phase': claimPatch({ status: { phase: 'Lost' } }),
  'pvc label': claimPatch({ metadata: { labels: { a: 'b' } } }),
  'pvc other': claimPatch({ status: { capacity: { storage: '1Gi' } } }, 'none'),
  'pvc spec': claimPatch({ metadata: { labels: { a: 'b' } } }, 'data', ''),
  'pvc finalizer': claimPatch({ metadata: { finalizers: ['a/b'] } }),
  'pvc access': claimPatch({ status: { accessModes: ['ReadOnlyMany'] } }),
};

function tokens({ UN1, UP1, UP2, UP3 }: Uids): Record<string, Try> {
  const token = (spec: object, account = 'robot') =>
    post(`${ns}/serviceaccounts/${account}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    });
  const to = (kind: string, name: string, uid?: string) => ({
    boundObjectRef: { apiVersion: 'v1', kind, name, ...(uid ? { uid } : {}) },
  });
  const ofPod = (...audiences: string[]) => ({ audiences, ...to('Pod', 'p1', UP1) });
  return {
    'token none': token({}),
    'token secret': token(to('Secret', 'x', 'y')),
    'token node': token(to('Node', 'n1', UN1)),
    'token no uid': token(to('Pod', 'p1')),
    'token wrong uid': token(to('Pod', 'p1', 'w')),
    'token p2': token(to('Pod', 'p2', UP2)),
    'token missing': token(to('Pod', 'none', 'x')),
    'token no name': token(to('Pod', '', UP1)),
    'token good vault': token(ofPod('vault')),
    'token good default': token(to('Pod', 'p1', UP1)),
    'token bad aud': token(ofPod('other')),
    'token two auds': token(ofPod('vault', 'csi-aud')),
    'token csi aud': token(ofPod('csi-aud')),
    'token p3 aud': token({ audiences: ['vault'], ...to('Pod', 'p3', UP3) }),
    'token p3 default': token(to('Pod', 'p3', UP3)),
    'token default sa': token(to('Pod', 'p1', UP1), 'default'),
    'token as n2': token(ofPod('vault')),
  };
}

const lease = (namespace: string, name: string): Try =>
  post(`/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, {
    metadata: { name },
    spec: { holderIdentity: 'x' },
  });
const slice = (place: object): Try =>
  post('/apis/resource.k8s.io/v1/resourceslices', {
    metadata: { name: 'sx' },
    spec: { driver: 'd.example.com', ...place, pool: { name: 'q', generation: 1, resourceSliceCount: 1 } },
  });
const ownSlice = `/apis/resource.k8s.io/v1/resourceslices/s1${dry}`;

const others: Record<string, Try> = {
  'lease kube-node-lease n1': lease('kube-node-lease', 'n1'),
  'lease kube-node-lease n2': lease('kube-node-lease', 'n2'),
  'lease lab n1': lease('lab', 'n1'),
  ...Object.fromEntries(
    ['n1', 'n2'].map((name) => [
      `csinode ${name}`,
      post('/apis/storage.k8s.io/v1/csinodes', { metadata: { name }, spec: { drivers: [] } }),
    ]),
  ),
  'slice n1': slice({ nodeName: 'n1' }),
  'slice n2': slice({ nodeName: 'n2' }),
  'slice all': slice({ allNodes: true }),
  'slice del': { method: 'DELETE', path: ownSlice },
  'slice del as n2': { method: 'DELETE', path: ownSlice },
  'slice delcol': {
    method: 'DELETE',
    path: `/apis/resource.k8s.io/v1/resourceslices${dry}&fieldSelector=spec.nodeName=n1`,
  },
  'csidriver as node': post('/apis/storage.k8s.io/v1/csidrivers', { metadata: { name: 'z' }, spec: {} }),
};

async function signingRequests(): Promise<Record<string, Try>> {
  const found: Record<string, Try> = {};
  const create = (signerName: string, request: string): Try =>
    post('/apis/certificates.k8s.io/v1/certificatesigningrequests', {
      metadata: { name: 'c' },
      spec: {
        signerName,
        usages: ['digital signature', 'client auth'],
        request,
      },
    });
  const serving = 'kubernetes.io/kubelet-serving';
  for (const node of ['n1', 'n2']) {
    const request = await signingRequest(`system:node:${node}`, ['system:nodes']);
    for (const signer of [serving, 'kubernetes.io/kube-apiserver-client-kubelet', 'example.com/x']) {
      found[`csr ${node} ${signer}`] = create(signer, request);
    }
  }
  return { ...found, 'csr garbage': create(serving, Buffer.from('x').toString('base64')) };
}

/** Reads, each named by method and path. */
const reads: Record<string, Try> = Object.fromEntries(
  [
    `${ns}/persistentvolumeclaims/data`,
    '/api/v1/persistentvolumes/pv',
    `${ns}/serviceaccounts/robot`,
    `${ns}/serviceaccounts/default`,
    `${ns}/secrets/x`,
    '/apis/resource.k8s.io/v1/resourceslices/s1',
    '/apis/resource.k8s.io/v1/resourceslices',
    '/apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName=n1',
    '/apis/storage.k8s.io/v1/csidrivers',
    '/api/v1/nodes/n2',
    '/api/v1/pods?fieldSelector=spec.nodeName=n1',
  ].map((path) => [`GET ${path}`, { method: 'GET', path }]),
);
const event: Record<string, Try> = {
  'POST event': post(`${ns}/events`, {
    metadata: { name: 'e', namespace: 'lab' },
    involvedObject: { namespace: 'lab' },
    type: 'Normal',
  }),
};

const recorded = readFileSync(join(import.meta.dirname, '../../fixtures/node-requests.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t') as [tried: string, node: string, code: string, said: string]);

describe('requests of a kubelet as recorded', () => {
  let cluster: TestCluster;
  let admin: Api;
  let uids: Uids;
  let tries: Record<string, Try>;

  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    const make = async (path: string, body: object): Promise<string> => {
      const { code, body: made, message } = await admin.post(path, body);
      assert.equal(code, 201, `${path}: ${message}`);
      return String(made.metadata.uid);
    };
    await makeNamespace(admin, 'lab');
    const node = (name: string) => ({
      metadata: { name, labels: { 'kubernetes.io/hostname': name, role: 'x', 'kubernetes.io/odd': '1' } },
      spec: { taints: [taint('a', 'NoSchedule')] },
    });
    const UN1 = await make('/api/v1/nodes', node('n1'));
    await make('/api/v1/nodes', node('n2'));
    await make(`${ns}/serviceaccounts`, { metadata: { name: 'robot' } });
    await make('/apis/storage.k8s.io/v1/csidrivers', {
      metadata: { name: 'csi.example.com' },
      spec: { tokenRequests: [{ audience: 'csi-aud' }] },
    });
    const size = { storage: '1Gi' };
    await make('/api/v1/persistentvolumes', {
      metadata: { name: 'pv' },
      spec: {
        capacity: size,
        accessModes: ['ReadWriteOnce'],
        csi: { driver: 'csi.example.com', volumeHandle: 'x' },
        claimRef: { name: 'data', namespace: 'lab' },
        storageClassName: '',
      },
    });
    await make(`${ns}/persistentvolumeclaims`, {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', volumeName: 'pv', resources: { requests: size } },
    });
    const spec = { serviceAccountName: 'robot' };
    const UP1 = await make(
      `${ns}/pods`,
      pod('p1', 'n1', {
        ...spec,
        volumes: [
          { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't', audience: 'vault' } }] } },
          { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
          { name: 'inl', csi: { driver: 'csi.example.com' } },
        ],
      }),
    );
    const UP2 = await make(`${ns}/pods`, pod('p2', 'n2', spec));
    const lost = [{ name: 'd', persistentVolumeClaim: { claimName: 'none' } }];
    const UP3 = await make(
      `${ns}/pods`,
      pod('p3', 'n1', { ...spec, automountServiceAccountToken: false, volumes: lost }),
    );
    await make('/apis/resource.k8s.io/v1/resourceslices', {
      metadata: { name: 's1' },
      spec: {
        driver: 'd.example.com',
        nodeName: 'n1',
        pool: { name: 'n1', generation: 1, resourceSliceCount: 1 },
      },
    });
    uids = { UN1, UP1, UP2, UP3 };
    tries = {
      ...mirrorPods(uids),
      ...ofPods,
      ...ofNodes,
      ...ofClaims,
      ...tokens(uids),
      ...others,
      ...(await signingRequests()),
      ...reads,
      ...event,
    };
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });

  /** The kind, or the message with the names of uids in their place; of a message that goes on with a difference, its first part. */
  const said = ({ code, body, message }: Answer): string => {
    if (code < 300) return String(body.kind);
    const known = Object.entries(uids).reduce((text, [name, uid]) => text.replaceAll(uid, name), message);
    return known.replace(/: @@[\s\S]*$/, '');
  };

  for (const [tried, node, code, answer] of recorded) {
    it(`${tried}, by ${node || 'a node without a name'}: ${code}`, async () => {
      const { method, path, body, type } = tries[tried] ?? assert.fail(`nothing is called ${tried}`);
      const headers = {
        'impersonate-user': `system:node:${node}`,
        'impersonate-group': 'system:nodes',
        ...(type ? { 'content-type': type } : {}),
      };
      const got = await admin.call(method, path, body, { headers });
      assert.deepEqual([String(got.code), said(got)], [code, answer]);
    });
  }

  it('all that is tried has an answer', () => {
    const known = new Set(recorded.map(([tried]) => tried));
    assert.deepEqual(
      Object.keys(tries).filter((name) => !known.has(name)),
      [],
    );
  });
});
