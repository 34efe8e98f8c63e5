/** LimitRanges: who writes one is told what is wrong with it, and pods get its defaults and keep its limits; answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import type { PracticeCluster } from '../../../src/cluster/cluster.js';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';

describe('LimitRange', () => {
  let cluster: PracticeCluster;
  let api: Api;
  const limits = '/api/v1/namespaces/limited/limitranges';
  const pods = '/api/v1/namespaces/limited/pods';
  const range = (name: string, ...list: object[]) => ({ metadata: { name }, spec: { limits: list } });
  const pod = (name: string, resources: object = {}, more: object = {}) => ({
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'busybox:1', resources }], nodeSelector: { none: 'here' }, ...more },
  });
  const both = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });

  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await api.post('/api/v1/namespaces', { metadata: { name: 'limited' } });
    await api.post('/api/v1/namespaces/limited/serviceaccounts', { metadata: { name: 'default' } });
    await api.post(pods, pod('earlier', both('2', '512Mi')));
    const container = {
      type: 'Container',
      max: { cpu: '1', memory: '1Gi' },
      min: { cpu: '50m' },
      default: { cpu: '200m' },
      defaultRequest: { memory: '64Mi' },
      maxLimitRequestRatio: { cpu: '4' },
    };
    const { code } = await api.post(limits, range('all', container, { type: 'Pod', max: { cpu: '2' } }));
    assert.equal(code, 201);
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
  });

  it('has defaults of its own: a limit is the largest, a request is the limit or the smallest', async () => {
    const { body } = await api.get(`${limits}/all`);
    const [first, second] = (body.spec as { limits: Record<string, unknown>[] }).limits;
    assert.deepEqual(first?.default, { cpu: '200m', memory: '1Gi' });
    assert.deepEqual(first?.defaultRequest, { cpu: '200m', memory: '64Mi' });
    assert.deepEqual(second, { type: 'Pod', max: { cpu: '2' } });
  });

  it('gives a pod what it leaves out, and says so', async () => {
    const { code, body } = await api.post(pods, pod('plain'));
    assert.equal(code, 201);
    const { containers } = body.spec as { containers: { resources: object }[] };
    assert.deepEqual(containers[0]?.resources, {
      requests: { cpu: '200m', memory: '64Mi' },
      limits: { cpu: '200m', memory: '1Gi' },
    });
    assert.deepEqual(body.metadata.annotations, {
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c',
    });
    assert.equal((body.status as { qosClass: string }).qosClass, 'Burstable');
  });

  for (const [what, body, why] of [
    ['over the maximum', pod('x', both('2', '512Mi')), 'maximum cpu usage per Container is 1, but limit is 2'],
    ['under the minimum', pod('x', both('10m', '1Mi')), 'minimum cpu usage per Container is 50m, but request is 10m'],
    [
      'too far apart',
      pod('x', { requests: { cpu: '100m' }, limits: { cpu: '500m' } }),
      'cpu max limit to request ratio per Container is 4, but provided ratio is 5.000000',
    ],
    [
      'over the maximum of a pod, with all its containers',
      pod('x', {}, { containers: ['a', 'b', 'c'].map((name) => ({ name, image: 'i', resources: both('1', '1Mi') })) }),
      'maximum cpu usage per Pod is 2, but limit is 3',
    ],
    [
      'by an init container',
      pod('x', {}, { initContainers: [{ name: 'i', image: 'i', resources: both('2', '1Mi') }] }),
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
  ] as const) {
    it(`refuses a pod that is ${what}`, async () => {
      const { code, message } = await api.post(pods, body);
      assert.deepEqual([code, message], [403, `pods "x" is forbidden: ${why}`]);
    });
  }

  it('holds a pod that is resized to the same', async () => {
    const containers = [{ name: 'c', resources: both('100m', '64Mi') }];
    assert.equal((await api.post(pods, pod('grows', both('100m', '64Mi')))).code, 201);
    const resized = (cpu: string) =>
      api.patch(
        `${pods}/grows/resize`,
        { spec: { containers: containers.map((one) => ({ ...one, resources: both(cpu, '64Mi') })) } },
        'strategic',
      );
    const { code, message } = await resized('1500m');
    const why = 'maximum cpu usage per Container is 1, but limit is 1500m';
    assert.deepEqual([code, message], [403, `pods "grows" is forbidden: ${why}`]);
    assert.equal((await resized('900m')).code, 200);
  });

  it('holds a claim to what it may ask for', async () => {
    const claims = '/api/v1/namespaces/limited/persistentvolumeclaims';
    const claim = { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } };
    await api.post(limits, range('claims', claim));
    const ask = (storage: string) =>
      api.post(claims, {
        metadata: { name: 'c' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      });
    for (const [storage, why] of [
      ['3Gi', 'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi'],
      ['1Mi', 'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi'],
    ] as const) {
      const { code, message } = await ask(storage);
      assert.deepEqual([code, message], [403, `persistentvolumeclaims "c" is forbidden: ${why}`]);
    }
    assert.equal((await ask('2Gi')).code, 201);
  });

  it('leaves a pod alone that was there before, unless it is resized', async () => {
    const { code } = await api.patch(`${pods}/earlier`, { metadata: { labels: { a: 'b' } } });
    assert.equal(code, 200);
  });

  it('holds only the pods of its namespace', async () => {
    const { code } = await api.post('/api/v1/namespaces/default/pods', pod('free', both('2', '2Gi')));
    assert.equal(code, 201);
  });

  it('is told all its faults', async () => {
    const { code, message } = await api.post(
      limits,
      range(
        'bad',
        {
          type: 'Container',
          max: { cpu: '1' },
          min: { cpu: '2' },
          default: { cpu: '3' },
          defaultRequest: { cpu: '4' },
        },
        { type: 'Pod', default: { cpu: '1' } },
        { type: 'Container' },
      ),
    );
    assert.equal(code, 422);
    assert.deepEqual(message?.split(', '), [
      'LimitRange "bad" is invalid: [spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "4": default request value 4 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "4": default request value 4 is greater than default limit value 3',
      'spec.limits[0].default[cpu]: Invalid value: "1": default value 3 is greater than max value 1',
      "spec.limits[1].default: Forbidden: may not be specified when `type` is 'Pod'",
      'spec.limits[2].type: Duplicate value: "Container"]',
    ]);
  });

  it('knows types, resources and what a claim needs', async () => {
    const { message } = await api.post(
      limits,
      range(
        'bad',
        { type: 'Node', max: { cpus: '1' } },
        { type: 'PersistentVolumeClaim' },
        { type: 'Pod', max: { pods: '1' } },
      ),
    );
    assert.equal(
      message,
      `LimitRange "bad" is invalid: [${[
        'spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified',
        'spec.limits[0].max[cpus]: Invalid value: "cpus": must be a standard resource type or fully qualified',
        'spec.limits[1].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
        'spec.limits[2].max[pods]: Invalid value: "pods": must be a standard resource for containers',
      ].join(', ')}]`,
    );
  });
});
