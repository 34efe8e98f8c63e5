import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';

describe('the files of a container', () => {
  let c: TestContainer;
  let config: Record<string, string>;
  const volume = { readOnly: true, medium: 'disk' as const, files: async () => config };
  before(async () => {
    config = { a: '1', b: '2' };
    c = await testContainer({
      workingDir: '/srv/app/data',
      mounts: [
        { ...volume, path: '/etc/config' },
        { ...volume, path: '/var/run/config', readOnly: false },
        { ...volume, path: '/opt/one', subPath: 'a' },
        { ...volume, path: '/opt/none', subPath: 'z' },
        { path: '/scratch', readOnly: true, medium: 'disk', volume: 'scratch' },
        { path: '/part', readOnly: false, medium: 'disk', volume: 'scratch', subPath: 'deep/part' },
      ],
    });
  });
  after(() => c.runtime.stop());
  const printed = (script: string): Promise<string> => c.printed(script);

  it('start in the working directory, which is made', async () => {
    assert.equal(await printed('pwd; ls -a'), '/srv/app/data\n.\n..\n');
  });

  it('have the folders of an image, with /var/run as a link', async () => {
    assert.equal(await printed('ls -d /bin /tmp /usr/local/bin /var/log'), '/bin\n/tmp\n/usr/local/bin\n/var/log\n');
    assert.equal(await printed('ls /var/run; ls /run/config; readlink /var/run'), 'config\na\nb\n/run\n');
  });

  it('have what Kubernetes and the image put there', async () => {
    assert.equal(await printed('cat /etc/hostname; tail -1 /etc/hosts'), 'my-bash\n10.244.0.3\tmy-bash\n');
    assert.match(await printed('cat /etc/resolv.conf'), /^search default\.svc\.cluster\.local svc\.cluster\.local /);
    assert.match(await printed('cat /etc/os-release'), /^ID=ubuntu$/m);
    assert.equal(await printed('grep -c . /etc/passwd; grep ^nogroup /etc/group'), '3\nnogroup:x:65534:\n');
  });

  it('of an image of busybox say nothing of a release', async () => {
    const other = await testContainer({ image: 'busybox' });
    assert.match((await other.sh('cat /etc/os-release')).stderr, /No such file/);
    other.runtime.stop();
  });

  it('of a volume follow its changes, but for one file that is mounted alone', async () => {
    assert.equal(await printed('cat /etc/config/* /var/run/config/a /opt/one'), '1211');
    config = { a: 'new', c: '3' };
    assert.equal(await printed('ls /etc/config; cat /etc/config/* /run/config/a /opt/one'), 'a\nc\nnew3new1');
    config = { a: '1', b: '2' };
    assert.equal(await printed('ls /etc/config /run/config'), '/etc/config:\na\nb\n\n/run/config:\na\nb\n');
  });

  it('keep what was there when a volume cannot be read', async () => {
    const good = config;
    const gone = {
      ...volume,
      path: '/v',
      files: async () => (good === config ? good : Promise.reject(new Error('403'))),
    };
    const other = await testContainer({ mounts: [gone] });
    assert.equal((await other.sh('cat /v/a')).stdout, '1');
    config = {};
    assert.equal((await other.sh('cat /v/a')).stdout, '1');
    config = good;
    other.runtime.stop();
  });

  for (const command of [
    'echo x > /etc/config/a',
    'echo x >> /etc/config/new',
    'echo x > /run/config/a',
    'echo x > /var/run/config/new',
    'rm /etc/config/a',
    'rm -r /etc/config',
    'mkdir /etc/config/d',
    'touch /etc/config/new',
    'cp /etc/hostname /etc/config/new',
    'mv /etc/hostname /etc/config/new',
    'mv /etc/config/a /tmp/a',
    'ln -s /etc/hostname /etc/config/link',
    'ln /etc/hostname /etc/config/link',
    'echo x > /opt/one',
    'echo x > /scratch/x',
  ]) {
    it(`of a volume that is read-only are not changed: ${command}`, async () => {
      const { stderr, exitCode } = await c.sh(command);
      assert.match(stderr, /Read-only file system/);
      assert.notEqual(exitCode, 0);
      const kept = 'cat /etc/config/* /etc/hostname; ls /etc/config /run/config';
      assert.equal(await printed(kept), '12my-bash\n/etc/config:\na\nb\n\n/run/config:\na\nb\n');
    });
  }

  it('of a volume that is read-only keep their mode', async () => {
    const before = await printed('ls -l /etc/config/a');
    assert.equal((await c.sh('chmod 777 /etc/config/a')).exitCode, 1);
    assert.equal(await printed('ls -l /etc/config/a'), before);
  });

  it('beside a volume can be changed, also where its path goes on with the same letters', async () => {
    assert.equal(await printed('mkdir /etc/config-2; echo x > /etc/config-2/a; cat /etc/config-2/a'), 'x\n');
    assert.equal(await printed('cp /etc/config/a /tmp/copied; cat /tmp/copied'), '1');
    assert.equal(await printed('echo y > /part/x; cat /part/x; ls /scratch'), 'y\n');
  });
});
