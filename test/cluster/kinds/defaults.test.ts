/** What Kubernetes fills in; a deployment and a pod as a kube-apiserver 1.36 answered them. */
import assert from 'node:assert/strict';
import { decoded } from './faults.js';

type Fields = Record<string, unknown>;
const specOf = (kind: string, body: { metadata?: object; spec?: object }): Fields => decoded(kind, body).spec as Fields;
const containerOf = (container: object, spec: object = {}): Fields => {
  const pod = specOf('Pod', { spec: { ...spec, containers: [{ name: 'c', image: 'i:1', ...container }] } });
  return (pod.containers as Fields[])[0] ?? {};
};

describe('defaults of a deployment', () => {
  it('are those that Kubernetes answers with', () => {
    const container = { name: 'nginx', image: 'nginx:1.25', ports: [{ containerPort: 80 }] };
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } };
    const spec = specOf('Deployment', { spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template } });
    assert.deepEqual(spec, {
      progressDeadlineSeconds: 600,
      replicas: 2,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: 'web' } },
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [
            {
              image: 'nginx:1.25',
              imagePullPolicy: 'IfNotPresent',
              name: 'nginx',
              ports: [{ containerPort: 80, protocol: 'TCP' }],
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    });
  });

  it('leave what was set, zeros too', () => {
    const strategy = { rollingUpdate: { maxSurge: 0 } };
    const spec = specOf('Deployment', { spec: { replicas: 0, revisionHistoryLimit: 0, strategy } });
    assert.equal(spec.replicas, 0);
    assert.equal(spec.revisionHistoryLimit, 0);
    assert.deepEqual(spec.strategy, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' } });
  });

  it('give Recreate no rolling update', () => {
    assert.deepEqual(specOf('Deployment', { spec: { strategy: { type: 'Recreate' } } }).strategy, { type: 'Recreate' });
  });
});

describe('defaults of a pod', () => {
  it('has ports of the node on its network, which a template has not', () => {
    const ports = [{ containerPort: 80 }];
    assert.deepEqual(containerOf({ ports }, { hostNetwork: true }).ports, [
      { containerPort: 80, hostPort: 80, protocol: 'TCP' },
    ]);
    const template = { spec: { hostNetwork: true, containers: [{ name: 'c', image: 'i', ports }] } };
    const spec = specOf('Deployment', { spec: { template } }) as { template: { spec: { containers: Fields[] } } };
    assert.deepEqual(spec.template.spec.containers[0]?.ports, [{ containerPort: 80, protocol: 'TCP' }]);
  });

  it('pulls what is no name of an image only when it is not there', () => {
    assert.equal(containerOf({ image: 'NGINX' }).imagePullPolicy, 'IfNotPresent');
    for (const image of ['nginx', 'registry.example.com:5000/a/b_c', 'Registry/nginx:latest', '[::1]:5000/a']) {
      assert.equal(containerOf({ image }).imagePullPolicy, 'Always', image);
    }
  });

  const policies: [string, string][] = [
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.25', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
    [`nginx:latest@sha256:${'0'.repeat(64)}`, 'Always'],
  ];
  for (const [image, policy] of policies) {
    it(`pulls ${image.slice(0, 30)} ${policy}`, () => assert.equal(containerOf({ image }).imagePullPolicy, policy));
  }

  it('an account has two names', () => {
    for (const field of ['serviceAccount', 'serviceAccountName']) {
      const spec = specOf('Pod', { spec: { [field]: 'robot' } });
      assert.deepEqual([spec.serviceAccount, spec.serviceAccountName], ['robot', 'robot']);
    }
  });

  it('asks for as much as it may have, in a pod and not in a template', () => {
    const resources = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } };
    assert.deepEqual(containerOf({ resources }).resources, {
      limits: resources.limits,
      requests: { cpu: '500m', memory: '1Gi' },
    });
    const template = { spec: { containers: [{ name: 'c', image: 'i', resources }] } };
    assert.match(JSON.stringify(specOf('Deployment', { spec: { template } })), /"requests":\{"cpu":"500m"\}/);
  });

  it('probes', () => {
    assert.deepEqual(containerOf({ livenessProbe: { httpGet: { port: 80 } } }).livenessProbe, {
      httpGet: { path: '/', port: 80, scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });

  it('volumes', () => {
    const sources = [
      { serviceAccountToken: { path: 'token' } },
      { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ];
    const volumes = [
      { name: 'a' },
      { name: 'b', secret: { secretName: 's' } },
      { name: 'c', hostPath: { path: '/' } },
      { name: 'd', projected: { sources } },
    ];
    assert.deepEqual(specOf('Pod', { spec: { volumes } }).volumes, [
      { name: 'a', emptyDir: {} },
      { name: 'b', secret: { secretName: 's', defaultMode: 420 } },
      { name: 'c', hostPath: { path: '/', type: '' } },
      {
        name: 'd',
        projected: {
          defaultMode: 420,
          sources: [
            { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
            { downwardAPI: { items: [{ path: 'p', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }] } },
          ],
        },
      },
    ]);
  });

  it('a port on the host’s network is the host’s', () => {
    const ports = [{ containerPort: 80 }];
    assert.deepEqual(containerOf({ ports }, { hostNetwork: true }).ports, [
      { containerPort: 80, hostPort: 80, protocol: 'TCP' },
    ]);
  });
});

describe('defaults of a service', () => {
  it('a port goes to the same port', () => {
    assert.deepEqual(specOf('Service', { spec: { ports: [{ port: 80 }, { port: 81, targetPort: 'web' }] } }), {
      ports: [
        { port: 80, protocol: 'TCP', targetPort: 80 },
        { port: 81, protocol: 'TCP', targetPort: 'web' },
      ],
      sessionAffinity: 'None',
      type: 'ClusterIP',
      internalTrafficPolicy: 'Cluster',
    });
  });

  it('each type has its own', () => {
    const of = (spec: object) => specOf('Service', { spec });
    assert.equal(of({ type: 'NodePort' }).externalTrafficPolicy, 'Cluster');
    assert.equal(of({}).externalTrafficPolicy, undefined);
    assert.equal(of({ externalIPs: ['192.0.2.1'] }).externalTrafficPolicy, 'Cluster');
    assert.equal(of({ type: 'LoadBalancer' }).allocateLoadBalancerNodePorts, true);
    assert.equal(of({ type: 'ExternalName' }).internalTrafficPolicy, undefined);
    assert.deepEqual(of({ sessionAffinity: 'ClientIP' }).sessionAffinityConfig, {
      clientIP: { timeoutSeconds: 10800 },
    });
  });
});

describe('defaults of other kinds', () => {
  it('a node may give all that it has', () => {
    const { status } = decoded('Node', { status: { capacity: { cpu: '2' } } });
    assert.deepEqual((status as { allocatable: object }).allocatable, { cpu: '2' });
  });

  it('secrets, namespaces, bindings, and none for what a signer or approver says', () => {
    assert.equal(decoded('Secret', {}).type, 'Opaque');
    assert.deepEqual(decoded('Namespace', { metadata: { name: 'shop', labels: { a: 'b' } } }).metadata.labels, {
      a: 'b',
      'kubernetes.io/metadata.name': 'shop',
    });
    const subjects = ['User', 'Group', 'ServiceAccount'].map((kind) => ({ kind, name: 'x' }));
    const binding = decoded('RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, subjects });
    const apiGroup = 'rbac.authorization.k8s.io';
    assert.deepEqual(binding.roleRef, { apiGroup, kind: 'Role', name: 'r' });
    assert.deepEqual(binding.subjects, [
      { kind: 'User', name: 'x', apiGroup },
      { kind: 'Group', name: 'x', apiGroup },
      { kind: 'ServiceAccount', name: 'x' },
    ]);
    const csr = decoded('CertificateSigningRequest', { status: { conditions: [{ type: 'Approved', status: '' }] } });
    assert.equal((csr.status as { conditions: Fields[] }).conditions[0]?.status, '');
  });
});
