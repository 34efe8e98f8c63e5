import assert from 'node:assert/strict';
import type { ContainerConfig, VolumeMount } from '../../../src/cluster/pod/container.js';
import { adminOf } from '../../helpers/api.js';
import { type TestContainer, testContainer } from '../../helpers/container.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const at = (path: string, volume: string, more: Partial<VolumeMount> = {}): VolumeMount => ({
  ...{ path, volume, readOnly: false, medium: 'disk' },
  ...more,
});

it('an init container leaves files for the containers after it in an emptyDir', async () => {
  const cluster = await practiceCluster();
  const api = adminOf(cluster);
  try {
    const volumeMounts = [{ name: 'work', mountPath: '/work' }];
    const one = (name: string, script: string): object => ({
      ...{ name, image: 'busybox', command: ['sh', '-c', script], volumeMounts },
    });
    const spec = {
      initContainers: [one('first', 'echo ready > /work/state')],
      containers: [one('main', 'cat /work/state; sleep 600')],
      volumes: [{ name: 'work', emptyDir: {} }],
    };
    const pods = '/api/v1/namespaces/default/pods';
    assert.equal((await api.post(pods, { metadata: { name: 'p' }, spec })).code, 201);
    await until('its log', async () => (await api.get(`${pods}/p/log`)).text === 'ready\n');
  } finally {
    api.close();
    await cluster.stop();
  }
});

describe('a volume that the containers of a pod fill', () => {
  let writer: TestContainer;
  let config: ContainerConfig;
  const reader = async (command: string): Promise<string> => {
    const { output } = await writer.runtime.run('u', 'reader', ['sh', '-c', `${command} 2>&1`]);
    return output;
  };
  before(async () => {
    const mounts = [at('/work', 'shared'), at('/var/run/app', 'sockets'), at('/work/inner', 'inner')];
    writer = await testContainer({ mounts });
    const { instance } = writer;
    config = instance.config;
    await writer.runtime.start(
      { namespace: 'default', name: 'my-bash', uid: 'u', hostname: 'my-bash', podIP: '10.244.0.3' },
      {
        ...config,
        name: 'reader',
        mounts: [
          at('/data', 'shared', { readOnly: true }),
          at('/run/app', 'sockets'),
          at('/part', 'shared', { subPath: 'p' }),
        ],
      },
    );
  });
  after(() => writer.runtime.stop());

  it('has the same files in each of them, at the path of each', async () => {
    const script =
      'mkdir -p /work/a; echo one > /work/a/f; cp /work/a/f /work/g; mv /work/g /work/h; echo two >> /work/h';
    assert.deepEqual(await writer.sh(script), { stdout: '', stderr: '', exitCode: 0 });
    assert.equal(await reader('cat /data/a/f /data/h; ls /data'), 'one\none\ntwo\na\nh\n');
    await writer.sh('rm /work/a/f');
    assert.equal(await reader('ls /data/a; find /data'), '/data\n/data/a\n/data/h\n');
  });

  it('is mounted read-only where that is asked for, and what lies beside it is each container’s own', async () => {
    assert.match(await reader('echo x > /data/x'), /Read-only file system/);
    await writer.sh('echo mine > /tmp/mine');
    assert.match(await reader('cat /tmp/mine'), /No such file/);
    await writer.sh('echo link > /var/run/app/s; echo more >> /run/app/s');
    assert.equal(await reader('cat /run/app/s /var/run/app/s'), 'link\nmore\nlink\nmore\n');
    await writer.sh('echo deep > /work/inner/f');
    assert.equal((await writer.sh('cat /work/inner/f')).stdout, 'deep\n');
    // a part of a volume is a folder of the container's own
    assert.match(await reader('echo x > /part/x; cat /part/x; ls /data/p'), /^x\nls: cannot access/);
  });

  it('may be mounted in any order, below a link, by a path with dots, and above everything', async () => {
    const orders: [mounts: VolumeMount[], write: string, read: string][] = [
      [[at('/work/inner', 'a'), at('/work', 'b')], '/work/inner/f', '/work/inner/f'],
      [[at('/var/run/app/', 'a'), at('/var/run', 'b'), at('/var', 'c')], '/run/app/f', '/run/app/f'],
      [[at('/run', 'a')], '/var/run/f', '/run/f'],
      [[at('/data/../x', 'a')], '/x/f', '/data/../x/f'],
      [[at('/', 'a')], '/f', '/f'],
    ];
    for (const [mounts, write, read] of orders) {
      const { runtime, sh } = await testContainer({ mounts });
      const ran = await sh(`mkdir -p /data; echo here > ${write}; cat ${read}`);
      assert.deepEqual(ran, { stdout: 'here\n', stderr: '', exitCode: 0 }, JSON.stringify(mounts));
      runtime.stop();
    }
  });

  it('leaves the programs of its containers where they are', async () => {
    const { stdout } = await writer.sh('which ls; ls -d /bin/ls /dev/null; cd /work && pwd');
    assert.equal(stdout, '/usr/bin/ls\n/bin/ls\n/dev/null\n/work\n');
  });

  it('is there when a container starts again, and gone with the pod', async () => {
    await writer.sh('echo kept > /work/kept; echo lost > /tmp/lost');
    const sandbox = { namespace: 'default', name: 'my-bash', uid: 'u', hostname: 'my-bash', podIP: '10.244.0.3' };
    await writer.runtime.start(sandbox, config);
    const look = async (command: string): Promise<string> =>
      (await writer.runtime.run('u', 'c', ['sh', '-c', `${command} 2>&1`])).output;
    assert.equal(await look('cat /work/kept'), 'kept\n');
    assert.match(await look('cat /tmp/lost'), /No such file/);
    writer.runtime.remove('u');
    await writer.runtime.start(sandbox, config);
    assert.match(await look('cat /work/kept'), /No such file/);
  });
});
