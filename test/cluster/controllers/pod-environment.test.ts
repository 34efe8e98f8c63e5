import assert from 'node:assert/strict';
import {
  checkVolumes,
  containerEnv,
  containerMounts,
  expand,
  MissingReference,
  type PodReads,
} from '../../../src/cluster/controllers/pod-environment.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const bytes = (map: Record<string, string>) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, Buffer.from(value)]));
const tokens: string[] = [];
const reads: PodReads = {
  data: async (kind, namespace, name) => {
    if (namespace === 'n' && kind === 'secret' && name === 'db') return bytes({ user: 'admin', password: 's3cret' });
    if (namespace === 'n' && kind === 'configmap' && name === 'settings') return bytes({ colour: 'red', size: 'L' });
    return undefined;
  },
  token: async (pod, audience, seconds) => {
    tokens.push(`${pod.metadata.name} ${audience ?? ''} ${seconds}`);
    return 'a.b.c';
  },
  services: () => [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kubernetes', namespace: 'default' },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'other', namespace: 'x' },
      spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] },
    },
  ],
};
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', uid: 'u', labels: { app: 'web' } },
  spec: { containers: [] },
};

describe('the variables of a container', () => {
  it('say where the cluster is, and nothing of other namespaces', async () => {
    const env = await containerEnv(pod, '10.244.0.3', { name: 'c' }, reads);
    assert.equal(env.KUBERNETES_SERVICE_HOST, '10.96.0.1');
    assert.equal(env.KUBERNETES_SERVICE_PORT, '443');
    assert.equal(env.KUBERNETES_SERVICE_PORT_HTTPS, '443');
    assert.equal(env.KUBERNETES_PORT, 'tcp://10.96.0.1:443');
    assert.equal(env.KUBERNETES_PORT_443_TCP_ADDR, '10.96.0.1');
    assert.ok(!('OTHER_SERVICE_HOST' in env));
  });

  it('come from values, fields, secrets and config maps', async () => {
    const env = await containerEnv(
      pod,
      '10.244.0.3',
      {
        name: 'c',
        envFrom: [{ prefix: 'S_', configMapRef: { name: 'settings' } }],
        env: [
          { name: 'A', value: 'x' },
          { name: 'B', value: '$(A)-$(NONE)-$$(A)' },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
          { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
          { name: 'NONE', valueFrom: { secretKeyRef: { name: 'gone', key: 'x', optional: true } } },
        ],
      },
      reads,
    );
    assert.equal(env.B, 'x-$(NONE)-$(A)');
    assert.equal(env.IP, '10.244.0.3');
    assert.equal(env.APP, 'web');
    assert.equal(env.PASSWORD, 's3cret');
    assert.equal(env.S_colour, 'red');
    assert.ok(!('NONE' in env));
  });

  it('cannot be had when a secret or a key of it is missing', async () => {
    const from = (name: string, key: string) => ({
      name: 'c',
      env: [{ name: 'X', valueFrom: { secretKeyRef: { name, key } } }],
    });
    await assert.rejects(
      containerEnv(pod, '', from('gone', 'x'), reads),
      new MissingReference('secret "gone" not found'),
    );
    await assert.rejects(
      containerEnv(pod, '', from('db', 'x'), reads),
      new MissingReference("couldn't find key x in Secret n/db"),
    );
    await assert.rejects(
      containerEnv(pod, '', from('db', 'constructor'), reads),
      new MissingReference("couldn't find key constructor in Secret n/db"),
    );
  });

  it('are put into commands', () => {
    assert.equal(expand('$(A)/$(B) $$(A) $A', { A: 'x' }), 'x/$(B) $(A) $A');
    assert.equal(expand('$(constructor)', { A: 'x' }), '$(constructor)');
  });
});

describe('the volumes of a container', () => {
  const mounted: Pod = {
    ...pod,
    spec: {
      containers: [{ name: 'c', resources: { limits: { memory: '64Mi' } } }],
      volumes: [
        {
          name: 'api',
          projected: {
            sources: [
              { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
              { configMap: { name: 'settings', items: [{ key: 'colour', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [
                    { path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } },
                    {
                      path: 'memory',
                      resourceFieldRef: { containerName: 'c', resource: 'limits.memory', divisor: '1Mi' },
                    },
                  ],
                },
              },
            ],
          },
        },
        { name: 'db', secret: { secretName: 'db' } },
        { name: 'scratch', emptyDir: {} },
      ],
    },
  };

  it('hold a token, what is picked from config maps, and fields', async () => {
    const mounts = containerMounts(
      mounted,
      '',
      {
        name: 'c',
        volumeMounts: [
          { name: 'api', mountPath: '/var/run/x', readOnly: true },
          { name: 'db', mountPath: '/db' },
          { name: 'scratch', mountPath: '/tmp/s' },
        ],
      },
      reads,
    );
    const files = await mounts[0]?.files?.();
    assert.deepEqual(Object.keys(files ?? {}).sort(), ['ca.crt', 'memory', 'namespace', 'token']);
    assert.equal(String(files?.memory), '64');
    assert.equal(files?.token, 'a.b.c');
    assert.equal(files?.namespace, 'n');
    assert.equal(String(files?.['ca.crt']), 'red');
    assert.deepEqual(tokens, ['p  3607']);
    assert.equal(String((await mounts[1]?.files?.())?.password), 's3cret');
    assert.equal(mounts[2]?.files, undefined);
    assert.deepEqual(
      mounts.map((m) => [m.medium, m.readOnly]),
      [
        ['tmpfs', true],
        ['tmpfs', false],
        ['disk', false],
      ],
    );
  });

  it('are looked for before the start, without asking for a token', async () => {
    tokens.length = 0;
    await checkVolumes(mounted, '', reads);
    assert.deepEqual(tokens, []);
    const broken = { ...pod, spec: { containers: [], volumes: [{ name: 'v', configMap: { name: 'gone' } }] } };
    await assert.rejects(
      checkVolumes(broken, '', reads),
      new MissingReference('MountVolume.SetUp failed for volume "v" : configmap "gone" not found'),
    );
  });

  it('cannot be had when a key that they pick is missing, unless that is optional', async () => {
    const items = [
      { key: 'colour', path: 'colour' },
      { key: 'toString', path: 'x' },
    ];
    const picking = (volume: object): Pod => ({
      ...pod,
      spec: { containers: [], volumes: [{ name: 'v', ...volume }] },
    });
    const setUp = 'MountVolume.SetUp failed for volume "v" : ';
    await assert.rejects(
      checkVolumes(picking({ configMap: { name: 'settings', items } }), '', reads),
      new MissingReference(`${setUp}configmap references non-existent config key: toString`),
    );
    await assert.rejects(
      checkVolumes(picking({ projected: { sources: [{ secret: { name: 'db', items } }] } }), '', reads),
      new MissingReference(`${setUp}references non-existent secret key: colour`),
    );
    const optional = picking({ configMap: { name: 'settings', items, optional: true } });
    await checkVolumes(optional, '', reads);
    const [mount] = containerMounts(optional, '', { name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v' }] }, reads);
    assert.deepEqual(Object.keys((await mount?.files?.()) ?? {}), ['colour']);
  });
});
