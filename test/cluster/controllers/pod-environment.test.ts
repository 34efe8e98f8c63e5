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
      metadata: { name: 'kubernetes', uid: '1', namespace: 'default' },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'other', uid: '1', namespace: 'x' },
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
    // a name goes up to the next bracket, whatever is in it
    assert.equal(expand('$(1 A) $(A$(A)) $( $()', { A: 'x', '1 A': 'y' }), 'y $(A$(A)) $( $()');
    assert.equal(expand('$$$(A) $A$(A) $', { A: 'x' }), '$x $Ax $');
  });

  it('say where the services of the namespace are, with their ports by name and number', async () => {
    const service = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'n', uid: '1' },
      spec,
    });
    const ports = [
      { name: 'web-ui', port: 80, protocol: 'TCP' },
      { name: 'dns', port: 53, protocol: 'UDP' },
    ];
    const services = [
      service('my-app', { clusterIP: '10.96.0.7', ports }),
      service('plain', { clusterIP: '10.96.0.8', ports: [{ port: 5432 }] }),
      service('headless', { clusterIP: 'None', ports }),
      service('outside', { type: 'ExternalName', externalName: 'example.com', ports }),
      service('portless', { clusterIP: '10.96.0.6' }),
    ];
    const env = await containerEnv(pod, '', { name: 'c' }, { ...reads, services: () => services });
    assert.deepEqual(env, {
      MY_APP_SERVICE_HOST: '10.96.0.7',
      MY_APP_SERVICE_PORT: '80',
      MY_APP_SERVICE_PORT_WEB_UI: '80',
      MY_APP_SERVICE_PORT_DNS: '53',
      MY_APP_PORT: 'tcp://10.96.0.7:80',
      MY_APP_PORT_80_TCP: 'tcp://10.96.0.7:80',
      MY_APP_PORT_80_TCP_PROTO: 'tcp',
      MY_APP_PORT_80_TCP_PORT: '80',
      MY_APP_PORT_80_TCP_ADDR: '10.96.0.7',
      MY_APP_PORT_53_UDP: 'udp://10.96.0.7:53',
      MY_APP_PORT_53_UDP_PROTO: 'udp',
      MY_APP_PORT_53_UDP_PORT: '53',
      MY_APP_PORT_53_UDP_ADDR: '10.96.0.7',
      PLAIN_SERVICE_HOST: '10.96.0.8',
      PLAIN_SERVICE_PORT: '5432',
      PLAIN_PORT: 'tcp://10.96.0.8:5432',
      PLAIN_PORT_5432_TCP: 'tcp://10.96.0.8:5432',
      PLAIN_PORT_5432_TCP_PROTO: 'tcp',
      PLAIN_PORT_5432_TCP_PORT: '5432',
      PLAIN_PORT_5432_TCP_ADDR: '10.96.0.8',
    });
  });

  it('say where the API server is alone, when the pod wants no others', async () => {
    const own = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'n', uid: '1' } };
    const namesake = { ...own, metadata: { name: 'kubernetes', namespace: 'n', uid: '1' } };
    const spec = { clusterIP: '10.96.0.7', ports: [{ port: 80 }] };
    const all = [...reads.services('n'), { ...own, spec }, { ...namesake, spec }];
    const unlinked = { ...pod, spec: { ...pod.spec, enableServiceLinks: false } };
    const env = await containerEnv(unlinked, '', { name: 'c' }, { ...reads, services: () => all });
    assert.deepEqual([env.WEB_SERVICE_HOST, env.KUBERNETES_SERVICE_HOST], [undefined, '10.96.0.1']);
    const inDefault = reads
      .services('n')
      .map((one) => ({ ...one, metadata: { name: 'db', namespace: 'default', uid: '1' } }));
    assert.deepEqual(await containerEnv(unlinked, '', { name: 'c' }, { ...reads, services: () => inDefault }), {});
  });

  it('are the fields of the pod that they name, as the downward API writes them', async () => {
    const fieldOf = async (fieldPath: string, of: Pod = pod): Promise<string | undefined> => {
      const env = [{ name: 'X', valueFrom: { fieldRef: { fieldPath } } }];
      return (await containerEnv(of, '10.244.0.3', { name: 'c', env }, { ...reads, services: () => [] })).X;
    };
    const metadata = {
      ...pod.metadata,
      annotations: { b: 'two "words"', a: '1' },
      labels: { app: 'web', 'app-x': 'y' },
    };
    const full = { ...pod, metadata, spec: { ...pod.spec, nodeName: 'elsewhere', serviceAccountName: 'robot' } };
    for (const [path, value] of [
      ['metadata.name', 'p'],
      ['metadata.namespace', 'n'],
      ['metadata.uid', 'u'],
      ['metadata.labels', 'app="web"\napp-x="y"'],
      ['metadata.annotations', 'a="1"\nb="two \\"words\\""'],
      ["metadata.annotations['b']", 'two "words"'],
      ["metadata.labels['none']", ''],
      ["metadata.labels['constructor']", ''],
      ['spec.nodeName', 'elsewhere'],
      ['spec.serviceAccountName', 'robot'],
      ['status.hostIP', '10.0.0.10'],
      ['status.hostIPs', '10.0.0.10'],
      ['status.podIP', '10.244.0.3'],
      ['status.podIPs', '10.244.0.3'],
      ['spec.unknown', undefined],
    ] as const) {
      assert.equal(await fieldOf(path, full), value, path);
    }
    assert.deepEqual(
      [await fieldOf('spec.nodeName'), await fieldOf('spec.serviceAccountName')],
      ['kubelab', 'default'],
    );
    assert.equal(await fieldOf('metadata.annotations'), '');
    assert.equal(await fieldOf("metadata.annotations['x']"), '');
  });

  it('come from whole secrets and config maps, and from what the container asks for', async () => {
    const own = {
      name: 'c',
      resources: { requests: { cpu: '250m' } },
      envFrom: [{ secretRef: { name: 'db' } }, { configMapRef: { name: 'gone', optional: true } }],
      env: [
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1m' } } },
        { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
        { name: 'SIZE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'none', optional: true } } },
        { name: 'EMPTY' },
        { name: 'LATER', value: '$(COLOUR)$(user)' },
        { name: 'NOTHING', valueFrom: {} },
      ],
    };
    const env = await containerEnv(pod, '', own, { ...reads, services: () => [] });
    assert.deepEqual(env, {
      user: 'admin',
      password: 's3cret',
      CPU: '250',
      COLOUR: 'red',
      EMPTY: '',
      LATER: 'redadmin',
    });
    const missing = (source: object) => containerEnv(pod, '', { name: 'c', envFrom: [source] }, reads);
    const configMap = new MissingReference('configmap "gone" not found');
    await assert.rejects(missing({ configMapRef: { name: 'gone' } }), configMap);
    await assert.rejects(missing({ secretRef: { name: 'gone' } }), new MissingReference('secret "gone" not found'));
    const env2 = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'none' } } }];
    await assert.rejects(
      containerEnv(pod, '', { name: 'c', env: env2 }, reads),
      new MissingReference("couldn't find key none in ConfigMap n/settings"),
    );
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
    tokens.length = 0;
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

  it('have all that they are projected from, the later in the place of the earlier', async () => {
    const sources = [
      { secret: { name: 'db' } },
      { configMap: { name: 'settings', items: [{ key: 'colour', path: 'user' }] } },
      { secret: { name: 'gone', optional: true } },
      { serviceAccountToken: { path: 'token', audience: 'vault' } },
    ];
    const volumes = [
      { name: 'all', projected: { sources } },
      { name: 'none', projected: {} },
      { name: 'memory', emptyDir: { medium: 'Memory' } },
      { name: 'fields', downwardAPI: { items: [{ path: 'app', fieldRef: { fieldPath: "metadata.labels['app']" } }] } },
      { name: 'map', configMap: { name: 'gone', optional: true } },
    ];
    const all: Pod = { ...pod, spec: { containers: [], volumes } };
    const volumeMounts = [
      ...volumes.map(({ name }) => ({ name, mountPath: `/${name}` })),
      { name: 'x', mountPath: '/x' },
    ];
    const mounts = containerMounts(all, '', { name: 'c', volumeMounts }, reads);
    tokens.length = 0;
    const seen = await Promise.all(
      mounts.map(async ({ path, medium, files }) => {
        const found = files && Object.entries(await files()).map(([name, content]) => `${name}=${content}`);
        return [path, medium, found?.join()];
      }),
    );
    assert.deepEqual(seen, [
      ['/all', 'tmpfs', 'user=red,password=s3cret,token=a.b.c'],
      ['/none', 'tmpfs', ''],
      ['/memory', 'tmpfs', undefined],
      ['/fields', 'disk', 'app=web'],
      ['/map', 'disk', ''],
    ]);
    assert.deepEqual(tokens, ['p vault 3600']);
    assert.deepEqual(
      mounts.map(({ files }) => files !== undefined),
      [true, true, false, true, true],
    );
    await checkVolumes(all, '', reads);
    const [part] = containerMounts(
      all,
      '',
      { name: 'c', volumeMounts: [{ name: 'map', mountPath: '/m', subPath: 'a/b' }] },
      reads,
    );
    assert.equal(part?.subPath, 'a/b');
  });

  it('are none in a pod that has none', async () => {
    await checkVolumes(pod, '', reads);
    const volumeMounts = [{ name: 'v', mountPath: '/v' }];
    assert.deepEqual(containerMounts(pod, '', { name: 'c', volumeMounts }, reads), []);
    assert.deepEqual(containerMounts(mounted, '', { name: 'c' }, reads), []);
  });

  it('tell of the init container that they name, and nothing of one that is not there', async () => {
    const reference = (containerName: string) => ({
      path: containerName,
      resourceFieldRef: { containerName, resource: 'requests.cpu', divisor: '1m' },
    });
    const of = (name: string, cpu: string) => ({ name, resources: { requests: { cpu } } });
    const spec = {
      containers: [of('c', '1')],
      initContainers: [of('i', '100m')],
      volumes: [{ name: 'v', downwardAPI: { items: ['c', 'i', 'none'].map(reference) } }],
    };
    const own = { name: 'c', volumeMounts: [{ name: 'v', mountPath: '/v' }] };
    const [mount] = containerMounts({ ...pod, spec }, '', own, reads);
    assert.deepEqual(await mount?.files?.(), { c: '1000', i: '100', none: '' });
  });
});
