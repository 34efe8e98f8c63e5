import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';
import { until } from '../../helpers/until.js';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
let token = 'first';

describe('inside a container', () => {
  let c: TestContainer;
  before(async () => {
    token = 'first';
    c = await testContainer({
      mounts: [
        {
          path: account,
          readOnly: true,
          medium: 'tmpfs',
          files: async () => ({ 'ca.crt': 'CA\n', namespace: 'lab', token }),
        },
        {
          path: '/etc/app/colour',
          readOnly: false,
          medium: 'disk',
          subPath: 'colour',
          files: async () => ({ colour: 'red', size: 'L' }),
        },
      ],
      env: { MODE: 'test', KUBERNETES_SERVICE_HOST: '10.96.0.1' },
    });
  });
  after(() => c.runtime.stop());

  it('the account is mounted, under both of its paths', async () => {
    assert.equal((await c.run(['ls', account])).stdout, 'ca.crt\nnamespace\ntoken\n');
    assert.equal((await c.run(['cat', '/run/secrets/kubernetes.io/serviceaccount/namespace'])).stdout, 'lab');
    assert.equal((await c.run(['cat', `${account}/token`])).stdout, 'first');
  });

  it('a new token is there when somebody looks again', async () => {
    token = 'second';
    assert.equal((await c.run(['cat', `${account}/token`])).stdout, 'second');
  });

  it('the account cannot be written to', async () => {
    const { stderr, exitCode } = await c.sh(`echo x > ${account}/token`);
    assert.match(stderr, /Read-only file system/);
    assert.equal(exitCode, 1);
    assert.equal((await c.run(['cat', `${account}/token`])).stdout, 'second');
  });

  it('one file of a volume can be mounted alone', async () => {
    assert.equal((await c.sh('ls /etc/app; cat /etc/app/colour')).stdout, 'colour\nred');
  });

  it('commands share what is piped in, line by line', async () => {
    assert.equal((await c.sh('read a; read b; echo "$b $a"', 'one\ntwo\n')).stdout, 'two one\n');
  });

  it('bytes that are no text come out as they went in', async () => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256));
    await c.sh('base64 --decode > /tmp/bytes', bytes.toString('base64'));
    assert.equal((await c.sh('base64 -w 0 /tmp/bytes')).stdout, bytes.toString('base64'));
    assert.equal((await c.sh('printf "zwölf\\n" > /tmp/text; cat /tmp/text')).stdout, 'zwölf\n');
  });

  it('an archive has no leading slashes in its names', async () => {
    await c.sh('mkdir -p /tmp/tree; echo 1 > /tmp/tree/one');
    const { stderr } = await c.sh('tar cf /tmp/a.tar /tmp/tree');
    assert.equal(stderr, "tar: Removing leading `/' from member names\n");
    assert.equal((await c.sh('tar tf /tmp/a.tar')).stdout, 'tmp/tree/\ntmp/tree/one\n');
    assert.equal((await c.sh('cd /tmp; tar cf - tree | tar tf -')).stdout, 'tree/\ntree/one\n');
  });

  it('the chapter is followed as printed', async () => {
    const script = `CACERT=/run/secrets/kubernetes.io/serviceaccount/ca.crt
TOKEN=$(cat /run/secrets/kubernetes.io/serviceaccount/token)
NAMESPACE=$(cat /run/secrets/kubernetes.io/serviceaccount/namespace)
echo $CACERT "$TOKEN" $NAMESPACE
echo "$TOKEN" | base64 | base64 --decode | head -c 3`;
    const ran = await c.run(['bash', '-c', script]);
    assert.equal(ran.stdout, '/run/secrets/kubernetes.io/serviceaccount/ca.crt second lab\nsec');
    assert.equal(ran.exitCode, 0);
  });

  it('the volumes show in df', async () => {
    const { stdout } = await c.run(['df', '-h']);
    assert.match(stdout, /^Filesystem +Size +Used +Avail +Use% +Mounted on$/m);
    assert.match(stdout, /^tmpfs .* \/run\/secrets\/kubernetes\.io\/serviceaccount$/m);
  });

  it('commands tell who and where one is', async () => {
    assert.equal((await c.run(['id'])).stdout, 'uid=0(root) gid=0(root) groups=0(root)\n');
    assert.equal((await c.run(['whoami'])).stdout, 'root\n');
    assert.equal((await c.run(['hostname'])).stdout, 'my-bash\n');
    assert.match((await c.run(['uname', '-a'])).stdout, /^Linux my-bash /);
    assert.match((await c.run(['cat', '/etc/os-release'])).stdout, /Ubuntu/);
    assert.match((await c.run(['env'])).stdout, /^MODE=test$/m);
    assert.match((await c.run(['ps', 'aux'])).stdout, / 1 .* sleep infinity$/m);
    assert.match((await c.run(['ls', '-l', '/var'])).stdout, /root root .* run -> \/run$/m);
  });

  it('exit codes and errors come out', async () => {
    assert.equal((await c.sh('exit 3; echo no')).exitCode, 3);
    assert.equal((await c.run(['false'])).exitCode, 1);
    const missing = await c.run(['cat', '/nope']);
    assert.equal(missing.exitCode, 1);
    assert.equal(missing.stderr, 'cat: /nope: No such file or directory\n');
    assert.equal((await c.sh('nosuch')).exitCode, 127);
    const broken = await c.sh('echo "open');
    assert.notEqual(broken.exitCode, 0);
    assert.match(broken.stderr, /unexpected EOF|syntax error/);
  });

  it('a script keeps its variables, functions and folder between its parts', async () => {
    const ran = await c.sh(`x=1; export y=2; arr=(a "b c"); f() { echo "f $1 $x"; }
cd /tmp; f now; echo "\${arr[1]}"; pwd; env | grep -c '^x='; sh -c 'echo $y'; false; echo $?
it="it's \\"quoted\\""; echo "$it"; [ -n "$x" ] && echo yes || echo no; readonly r=1; echo $r`);
    assert.equal(ran.stdout, `f now 1\nb c\n/tmp\n0\n2\n1\nit's "quoted"\nyes\n1\n`);
    assert.equal(ran.stderr, '');
  });

  // what each statement leaves for the next
  for (const [script, stdout, stderr = ''] of [
    ['set -x; echo traced; set +x; echo no', 'traced\nno\n', '+ echo traced\n+ set +x\n'],
    ['set -- a "b c" d; echo $# "$2"; shift; echo $1 $#; set --; echo $#', '3 b c\nb c 2\n0\n'],
    ['IFS=,; set -- $(echo a,b,c); echo $2', 'b\n'],
    [`false | true; echo $? \${PIPESTATUS[0]}; (exit 3) | false; echo $? "\${PIPESTATUS[*]}"`, '0 1\n1 3 1\n'],
    ['set -o pipefail; (exit 3) | true; echo $?', '3\n'],
    ['f() { echo f; }; f; unset -f f; f', 'f\n', 'bash: f: command not found\n'],
    ["echo 'g() { echo $1; }; h() { g 2; }' > /tmp/lib.sh; . /tmp/lib.sh; g 1; h", '1\n2\n'],
    ["eval 'k() { echo k; }'; k", 'k\n'],
    ['getopts ab: o -a; echo $o; getopts ab: o -a -b v; echo $o $OPTARG', 'a\nb v\n'],
    ['while getopts "ab:" o -a -b v; do echo $o $OPTARG; done', 'a\nb v\n'],
    ['sleep 0.05 && echo slow & echo quick; wait; echo end', 'quick\nslow\nend\n'],
    ['cd /etc; cd /tmp; cd -; pwd', '/etc\n/etc\n'],
    ['exec 3> /tmp/fd; echo three >&3; exec 3>&-; cat /tmp/fd', 'three\n'],
    ['declare -i n=5; n=n+2; echo $n', '7\n'],
    [`declare -A m; m[a]="1 2"; m[b]=3; echo "\${m[a]}" \${m[b]}`, '1 2 3\n'],
  ] as const) {
    it(`as bash does: ${script}`, async () => {
      const ran = await c.run(['bash', '-c', script]);
      assert.deepEqual([ran.stdout, ran.stderr], [stdout, stderr]);
    });
  }

  for (const [script, wanted] of [
    ['if true; then echo x', 'bash: syntax error: unexpected end of file\n'],
    ['echo a;; echo b', "bash: syntax error near unexpected token `;;'\n"],
  ] as const) {
    it(`cannot be read: ${script}`, async () => {
      assert.deepEqual(await c.run(['bash', '-c', script]), { exitCode: 2, stdout: '', stderr: wanted });
    });
  }

  it('loops, here-documents and pipes work', async () => {
    const ran = await c.sh(`i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo w$i; done; for a in x y; do echo $a; done
while true; do break; done
cat <<END | wc -l
one
two
END`);
    assert.equal(ran.stdout.replace(/ +/g, ''), 'w1\nw2\nw3\nx\ny\n2\n');
  });

  it('a for loop that rests goes through the words as any other', async () => {
    const script = `x=$'a b\\nc'
for i in "$x" $(echo d e) f*g {1..2}; do echo "<$i>"; sleep 0.001; done; echo $i
for i; do echo "<$i>"; sleep 0; done
for i in; do sleep 0; done; echo $?
for i in 1; do sleep 0; false; done; echo $?
for i in 1; do for j in 2; do sleep 0; echo $i$j; done; done`;
    const ran = await c.run(['sh', '-c', script, 'sh', 'p', 'r']);
    assert.equal(ran.stdout, '<a b\nc>\n<d>\n<e>\n<f*g>\n<1>\n<2>\n2\n<p>\n<r>\n0\n1\n12\n');
    assert.equal(ran.stderr, '');
  });

  it('a loop that never rests is stopped', async () => {
    const ran = await c.sh('while true; do :; done');
    assert.notEqual(ran.exitCode, 0);
    assert.match(ran.stderr, /too many/);
  }).timeout(600_000);

  // the shell runs the rounds of the first itself, the library those of the second
  for (const loop of [
    'while ! cat /tmp/stop 2> /tmp/why; do echo > /tmp/begun; done',
    'for i in $(seq 1 20000); do cat /tmp/stop 2> /tmp/why && exit; echo > /tmp/begun; done',
  ]) {
    it(`another shell has its turn beside a loop that never rests: ${loop}`, async () => {
      // the first use of a program loads it, which takes turns, too
      await c.sh('rm -f /tmp/begun /tmp/stop; echo stop > /tmp/new; cat /tmp/new; mv /tmp/new /tmp/made; sleep 0');
      const looping = c.sh(loop);
      // a sleep ends with a turn of the event loop
      await c.sh('while ! cat /tmp/begun 2> /tmp/no; do sleep 0.01; done; sleep 0.01; mv /tmp/made /tmp/stop');
      assert.deepEqual(await looping, { exitCode: 0, stdout: 'stop\n', stderr: '' });
    }).timeout(120_000);
  }

  it('standard input that is no terminal goes to the command, whole', async () => {
    assert.equal((await c.run(['cat'], 'grüße\n')).stdout, 'grüße\n');
    assert.equal((await c.run(['wc', '-l'], 'a\nb\n')).stdout.trim(), '2');
    assert.equal((await c.sh('cat > /tmp/in; wc -c < /tmp/in', 'abc')).stdout.trim(), '3');
  });

  it('a shell reads its script from a pipe', async () => {
    const ran = await c.run(['bash'], 'echo hi\nx=5\nif true\nthen\necho $x\nfi\nexit 4\necho no\n');
    assert.equal(ran.stdout, 'hi\n5\n');
    assert.equal(ran.exitCode, 4);
  });

  it('curl is not there until it is installed, which needs an update before', async () => {
    assert.equal((await c.sh('curl https://kubernetes')).stderr, 'bash: curl: command not found\n');
    const early = await c.sh('apt -y install curl');
    assert.equal(early.exitCode, 100);
    assert.match(early.stderr, /Unable to locate package curl/);
    assert.equal((await c.sh('apt update && apt -y install curl')).exitCode, 0);
    assert.equal((await c.sh('which curl')).stdout, '/usr/bin/curl\n');
    // the port of the test leads nowhere, and nothing but the cluster can be reached
    assert.equal((await c.sh('curl -sS https://kubernetes/')).exitCode, 7);
    assert.equal((await c.sh('curl -sS https://example.com/')).exitCode, 6);
  });

  it('two shells share the files', async () => {
    await c.sh('echo shared > /tmp/shared');
    assert.equal((await c.run(['cat', '/tmp/shared'])).stdout, 'shared\n');
  });
});

describe('the command of a container', () => {
  const logged = async (command: string[], image = 'busybox') => {
    const c = await testContainer({ command, image });
    const exit = await c.instance.exited;
    const lines = c.instance.log.lines().map((line) => line.text);
    c.runtime.stop();
    return { ...exit, lines };
  };

  it('ends, and what it printed is the log', async () => {
    assert.deepEqual(await logged(['sh', '-c', 'echo hello; exit 2']), { exitCode: 2, lines: ['hello'] });
  });

  it('logs what it says before it is done', async () => {
    const c = await testContainer({ command: ['sh', '-c', 'echo early; sleep 1000'] });
    await new Promise<void>((resolve) => {
      c.instance.log.follow((line) => line?.text === 'early' && resolve());
    });
    assert.ok(c.instance.running);
    c.runtime.stop();
    assert.equal((await c.instance.exited).exitCode, 137);
  });

  for (const loop of ['while true', 'until false', 'for i in one "two three"']) {
    it(`logs what each round of a loop says that rests: ${loop}`, async () => {
      const c = await testContainer({ command: ['sh', '-c', `${loop}; do echo round; sleep 1000; done`] });
      await new Promise<void>((resolve) => {
        c.instance.log.follow((line) => line?.text === 'round' && resolve());
      });
      assert.ok(c.instance.running);
      c.runtime.stop();
    });
  }

  it('is a shell that nobody can type into, and so ends at once', async () => {
    assert.deepEqual(await logged(['bash'], 'ubuntu'), { exitCode: 0, lines: [] });
  });

  it('cannot be started when a known image does not have it', async () => {
    const { exitCode, startError } = await logged(['nosuch']);
    assert.equal(exitCode, 128);
    assert.match(startError ?? '', /exec: "nosuch": executable file not found in \$PATH: unknown$/);
  });

  it('of an image that is not known counts as a server', async () => {
    const c = await testContainer({ image: 'example.com/app', command: ['/app', '--port=80'] });
    assert.equal((await c.run(['echo', 'in'])).stdout, 'in\n');
    assert.ok(c.instance.running);
    c.runtime.stop();
  });
});

describe('a shell at a terminal', () => {
  it('prompts, edits, interrupts, and ends with its code', async () => {
    const c = await testContainer();
    let shown = '';
    let wanted: { text: string; resolve: () => void } | undefined;
    const process = await c.instance.spawn(['/bin/bash'], {
      tty: true,
      stdin: true,
      output: {
        stdout: (data) => {
          shown += Buffer.from(data).toString();
          if (wanted && shown.endsWith(wanted.text)) wanted.resolve();
        },
        stderr: () => assert.fail('a terminal has one output'),
      },
    });
    const until = (text: string) =>
      new Promise<void>((resolve) => {
        if (shown.endsWith(text)) resolve();
        else wanted = { text, resolve };
      });
    const type = async (keys: string, then: string) => {
      shown = '';
      process.write(Buffer.from(keys));
      await until(then);
      return shown;
    };
    await until('root@my-bash:/# ');
    assert.equal(await type('echo hi\r', '/# '), 'echo hi\r\nhi\r\nroot@my-bash:/# ');
    assert.equal(await type('cd ~; x=1\r', ':~# '), 'cd ~; x=1\r\nroot@my-bash:~# ');
    assert.match(await type('if [ $x = 1 ]\r', '> '), />/);
    await type('then echo y; fi\r', ':~# ');
    assert.match(shown, /\r\ny\r\n/);
    shown = '';
    process.write(Buffer.from('sleep 1000\r'));
    await until('sleep 1000\r\n');
    process.write(Buffer.from('\x03'));
    await until(':~# ');
    assert.match(await type('echo $?\r', ':~# '), /\r\n130\r\n/);
    await type('nosuch\r', ':~# ');
    assert.match(shown, /bash: nosuch: command not found\r\n/);
    process.write(Buffer.from('exit 5\r'));
    assert.equal(await process.exited, 5);
    c.runtime.stop();
  });

  it('tells its commands how wide it is', async () => {
    const c = await testContainer();
    let shown = '';
    const process = await c.instance.spawn(['bash'], {
      tty: true,
      stdin: true,
      output: {
        stdout: (data) => {
          shown += Buffer.from(data).toString();
        },
        stderr: () => {},
      },
    });
    process.resize({ columns: 20, rows: 7 });
    process.write(
      Buffer.from('stty size; tput cols; echo $COLUMNS x $LINES; cd /etc; ls; ls -1; ls | head -1; exit\r'),
    );
    await process.exited;
    const lines = shown.split('\r\n').filter((line) => !line.includes('stty'));
    const names = ['group', 'hostname', 'hosts', 'os-release', 'passwd', 'resolv.conf'];
    const columns = ['group     os-release', 'hostname  passwd', 'hosts     resolv.conf'];
    assert.ok(lines.includes('7 20') && lines.includes('20') && lines.includes('20 x 7'), shown);
    assert.ok(shown.includes(['', ...names, 'group', ''].join('\r\n')), shown);
    assert.ok(!shown.includes(columns.join('\r\n')), 'the last column would not fit');
    c.runtime.stop();
  });

  it('gives commands the keyboard until Ctrl-D, and one line to `read`', async () => {
    const c = await testContainer();
    let shown = '';
    const process = await c.instance.spawn(['bash'], {
      tty: true,
      stdin: true,
      output: {
        stdout: (data) => {
          shown += Buffer.from(data).toString();
        },
        stderr: () => {},
      },
    });
    const type = async (keys: string): Promise<string> => {
      shown = '';
      process.write(Buffer.from(keys));
      await until('the prompt', () => shown.endsWith('/# '));
      return shown.replace(/\r\n[^\n]*$/, '');
    };
    assert.equal(await type('cat > /tmp/typed\rone\rtwo\r\x04'), 'cat > /tmp/typed\r\none\r\ntwo');
    assert.equal(await type('cat /tmp/typed\r'), 'cat /tmp/typed\r\none\r\ntwo');
    await type('read A\rthree\r');
    assert.equal(await type('echo "[$A]"\r'), 'echo "[$A]"\r\n[three]');
    assert.equal(await type('cat | wc -l\ra\rb\r\x04'), 'cat | wc -l\r\na\r\nb\r\n2');
    assert.equal(await type('cat\rlost\r\x03'), 'cat\r\nlost\r\n^C');
    process.write(Buffer.from('exit 4\r'));
    assert.equal(await process.exited, 4);
    c.runtime.stop();
  });

  it('ends on Ctrl-D', async () => {
    const c = await testContainer({ image: 'busybox' });
    let shown = '';
    const process = await c.instance.spawn(['sh'], {
      tty: true,
      stdin: true,
      output: {
        stdout: (data) => {
          shown += Buffer.from(data).toString();
        },
        stderr: () => {},
      },
    });
    process.write(Buffer.from('\x04'));
    assert.equal(await process.exited, 0);
    assert.match(shown, /^\/ # /);
    c.runtime.stop();
  });
});
