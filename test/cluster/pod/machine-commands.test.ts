import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';

/** The same with `HH:MM` for each time of day. */
const withoutTimes = (text: string): string => text.replace(/(?<![:\d])\d\d:\d\d(?!:)/g, 'HH:MM');

describe('the commands that tell of the machine', () => {
  let c: TestContainer;
  before(async () => {
    c = await testContainer({
      mounts: [
        { path: '/var/run/secrets/token', readOnly: true, medium: 'tmpfs', files: async () => ({ token: 't' }) },
        { path: '/data/of-the-application', readOnly: false, medium: 'disk', volume: 'data' },
      ],
    });
  });
  after(() => c.runtime.stop());

  it('df has the volumes, in blocks of 1024 bytes', async () => {
    const wanted = [
      'Filesystem     1K-blocks    Used Available Use% Mounted on',
      'overlay         10485760 1048576   9437184  10% /',
      'tmpfs              65536       0     65536   0% /dev',
      'shm                65536       0     65536   0% /dev/shm',
      '/dev/vda1       10485760 1048576   9437184  10% /etc/hosts',
      'tmpfs            1048576      12   1048564   1% /run/secrets/token',
      '/dev/vda1       10485760 1048576   9437184  10% /data/of-the-application',
      '',
    ];
    assert.equal(await c.printed('df'), wanted.join('\n'));
  });

  for (const options of ['-h', '-aH']) {
    it(`df ${options} has sizes for people`, async () => {
      const wanted = [
        'Filesystem      Size  Used Avail Use% Mounted on',
        'overlay          10G  1.0G  9.0G  10% /',
        'tmpfs            64M     0   64M   0% /dev',
        'shm              64M     0   64M   0% /dev/shm',
        '/dev/vda1        10G  1.0G  9.0G  10% /etc/hosts',
        'tmpfs           1.0G   12K  1.0G   1% /run/secrets/token',
        '/dev/vda1        10G  1.0G  9.0G  10% /data/of-the-application',
        '',
      ];
      assert.equal(await c.printed(`df ${options}`), wanted.join('\n'));
    });
  }

  it('mount tells which volumes can be written to', async () => {
    const wanted = [
      'overlay on / type overlay (rw,relatime)',
      'proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)',
      'tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)',
      'tmpfs on /run/secrets/token type tmpfs (ro,relatime,size=1048576k)',
      '/dev/vda1 on /data/of-the-application type ext4 (rw,relatime)',
      '',
    ];
    assert.equal(await c.printed('mount'), wanted.join('\n'));
  });

  it('ps is a child of the shell that it is typed in', async () => {
    const [, main, , own] = withoutTimes(await c.printed('ps -ef')).split('\n');
    assert.equal(main, 'root           1       0  0 HH:MM ?        00:00:00 sleep infinity');
    assert.match(own ?? '', /^root +\d+ +\d+ {2}0 HH:MM \? {8}00:00:00 ps -ef$/);
  });

  for (const [words, wanted] of [
    ['uname', 'Linux\n'],
    ['uname -a', 'Linux my-bash 6.12.0-kubelab #1 SMP x86_64 GNU/Linux\n'],
    ['uname --all', 'Linux my-bash 6.12.0-kubelab #1 SMP x86_64 GNU/Linux\n'],
    ['uname -ms', 'Linux x86_64\n'],
    ['uname -n --operating-system', 'my-bash GNU/Linux\n'],
    ['uname -r', '6.12.0-kubelab\n'],
    ['uname -v', '#1 SMP\n'],
    ['uname -sz', "uname: invalid option -- 'z'\nTry 'uname --help' for more information.\n[1]"],
    ['uname --kernel=1', "uname: unrecognized option '--kernel=1'\nTry 'uname --help' for more information.\n[1]"],
    ['id -n', 'id: printing only names or real IDs requires -u, -g, or -G\n[1]'],
    ['id -r', 'id: printing only names or real IDs requires -u, -g, or -G\n[1]'],
    ['id -x', "id: invalid option -- 'x'\nTry 'id --help' for more information.\n[1]"],
    ['hostname', 'my-bash\n'],
    ['hostname -i', '10.244.0.3\n'],
    ['hostname -I', '10.244.0.3\n'],
    ['nproc', '2\n'],
    ['stty size', '24 80\n'],
    ['stty -echo', ''],
    ['tput cols', '80\n'],
    ['tput lines', '24\n'],
    ['tput bold', ''],
    ['sync', ''],
  ] as const) {
    it(words, async () => assert.equal(await c.printed(words), wanted));
  }
});

describe('the commands that tell who one is', () => {
  for (const [uid, gid, all, user, group] of [
    [0, 0, 'uid=0(root) gid=0(root) groups=0(root)', 'root', 'root'],
    [1, 1, 'uid=1(daemon) gid=1(daemon) groups=1(daemon)', 'daemon', 'daemon'],
    [65534, 65534, 'uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)', 'nobody', 'nogroup'],
    [1000, 3000, 'uid=1000 gid=3000 groups=3000', '1000', '3000'],
  ] as const) {
    it(`as ${user} of the group ${group}`, async () => {
      const c = await testContainer({ uid, gid });
      assert.equal(await c.printed('id'), `${all}\n`);
      assert.equal(await c.printed('whoami; id -u; id -un; id --user --name'), `${user}\n${uid}\n${user}\n${user}\n`);
      assert.equal(await c.printed('id -g; id -ng; id -G; id -Gn'), `${gid}\n${group}\n${gid}\n${group}\n`);
      assert.match(await c.printed('ls -ld /etc'), new RegExp(`^drwxr-xr-x 2 ${user} ${group} 4096 `));
      assert.match(await c.printed('ls -ldn /etc'), new RegExp(`^drwxr-xr-x 2 ${uid} ${gid} 4096 `));
      const [, first] = (await c.printed('ps aux')).split('\n');
      assert.equal(
        withoutTimes(first ?? ''),
        `${user.padEnd(8)}       1  0.0  0.0   4588  3840 ?        S    HH:MM   0:00 sleep infinity`,
      );
      c.runtime.stop();
    });
  }
});
