import assert from 'node:assert/strict';
import { fieldAt } from '../../src/print/field-path.js';

describe('print/field-path', () => {
  const object = {
    metadata: {
      labels: { app: 'short', 'app.kubernetes': { 'io/name': 'nested' }, 'app.kubernetes.io/name': 'web' },
      finalizers: ['x', 'y"z', 'a]b'],
      empty: null,
    },
    spec: {
      replicas: 0,
      containers: [
        {
          name: 'web',
          image: 'nginx',
          ports: [
            { containerPort: 80, protocol: 'TCP' },
            { containerPort: 80, protocol: 'UDP' },
          ],
        },
        { name: 'web2', image: 'envoy' },
        null,
      ],
      'a.b': undefined,
      a: { b: 'by two names' },
    },
  };
  for (const [path, value] of [
    ['', object],
    ['.spec.replicas', 0],
    ['.metadata.labels.app', 'short'],
    // names hold dots: the longest one that is there is meant
    ['.metadata.labels.app.kubernetes.io/name', 'web'],
    // and where that has nothing, a shorter one
    ['.spec.a.b', 'by two names'],
    ['.spec.containers[name="web"].image', 'nginx'],
    ['.spec.containers[name="web2"].image', 'envoy'],
    ['.spec.containers[1].image', 'envoy'],
    ['.spec.containers[name="web"].ports[containerPort=80,protocol="UDP"]', { containerPort: 80, protocol: 'UDP' }],
    ['.spec.containers[name="web"].ports[protocol="UDP",containerPort=80].containerPort', 80],
    ['.metadata.finalizers[="x"]', 'x'],
    ['.metadata.finalizers[="y\\"z"]', 'y"z'],
    ['.metadata.finalizers[="a]b"]', 'a]b'],
    ['.metadata.empty', null],
  ] as const) {
    it(`finds ${path || 'the whole object by an empty path'}`, () => {
      assert.deepEqual(fieldAt(object, path), value);
    });
  }

  for (const path of [
    '.spec.replica',
    '.spec.replicasMore',
    '.spec.replicas.more',
    '.metadata.empty.more',
    'spec',
    'xspec.replicas',
    '.metadata.labels.app.0',
    '[0]',
    '.spec.containers.0',
    '.spec.containers.name',
    '.spec.containers[3]',
    '.spec.containers[2].name',
    '.spec.containers[]',
    '.spec.containers[name]',
    '.spec.containers[name="web"',
    '.spec.containers[name="web",image="envoy"]',
    '.spec.containers[name="we"]',
    '.spec.containers[="web"]',
    '.spec[name="web"]',
    '.metadata.finalizers[="z"]',
    '.metadata.finalizers[12]',
  ]) {
    it(`finds nothing at ${path}`, () => {
      assert.equal(fieldAt(object, path), undefined);
    });
  }
});
