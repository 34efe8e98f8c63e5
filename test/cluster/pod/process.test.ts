import assert from 'node:assert/strict';
import type { ContainerConfig } from '../../../src/cluster/pod/container.js';
import { isInteractiveShell, shellInvocation } from '../../../src/cluster/pod/process.js';
import { type TestContainer, testContainer } from '../../helpers/container.js';
import { until } from '../../helpers/until.js';

describe('the words that call a shell', () => {
  for (const [words, wanted] of [
    ['sh', { args: [] }],
    ['/bin/bash', { args: [] }],
    ['bash -l', { args: [] }],
    ['bash -s a b', { args: [] }],
    ['bash -c date', { script: 'date', args: [] }],
    ['bash -c', { script: '', args: [] }],
    ['sh -ec x name a b', { script: 'x', args: ['a', 'b'] }],
    ['bash -o pipefail -c x', { script: 'x', args: [] }],
    ['bash +x -eo pipefail -c x', { script: 'x', args: [] }],
    ['bash --norc script', { file: 'script', args: [] }],
    ['bash --rcfile', { args: [] }],
    ['sh /tmp/s.sh -c b', { file: '/tmp/s.sh', args: ['-c', 'b'] }],
    ['sh -- -c', { file: '-c', args: [] }],
    ['/bin/cat -c x', undefined],
    ['shell', undefined],
  ] as const) {
    it(words, () => {
      assert.deepEqual(shellInvocation(words.split(' ')), wanted);
      const isShell = wanted !== undefined && !('script' in wanted) && !('file' in wanted);
      assert.equal(isInteractiveShell(words.split(' ')), isShell);
    });
  }
});

/** A process, and all that it has shown. */
interface Started {
  c: TestContainer;
  shown(): string;
  type(keys: string): void;
  exited: Promise<number>;
  endInput(): void;
}

async function started(
  argv: string[],
  { tty = true, stdin = true, ...config }: Partial<ContainerConfig> = {},
): Promise<Started> {
  const c = await testContainer(config);
  let shown = '';
  const show = (name: string) => (data: Uint8Array) => {
    shown += tty ? Buffer.from(data).toString() : `${name}${Buffer.from(data)}`;
  };
  const process = await c.instance.spawn(argv, {
    ...{
      tty,
      stdin,
      output: { stdout: show(''), stderr: tty ? () => assert.fail('a terminal has one output') : show('!') },
    },
  });
  void process.exited.then(() => c.runtime.stop());
  return {
    c,
    shown: () => shown,
    type: (keys) => process.write(Buffer.from(keys)),
    exited: process.exited,
    endInput: () => process.endInput(),
  };
}

describe('a shell at a terminal', () => {
  for (const [what, config, prompts] of [
    ['root', {}, ['root@my-bash:/# ', 'root@my-bash:~# ', 'root@my-bash:~/a# ', 'root@my-bash:/etc# ']],
    [
      'a user without a name',
      { uid: 1000, gid: 1000 },
      ['I have no name!@my-bash:/$ ', 'I have no name!@my-bash:/$ ', undefined, 'I have no name!@my-bash:/etc$ '],
    ],
    ['an image with ash', { image: 'alpine' }, ['/ # ', '~ # ', '~/a # ', '/etc # ']],
  ] as const) {
    it(`prompts ${what}`, async () => {
      const shell = await started(['sh'], config);
      const commands = ['', 'cd\r', 'mkdir ~/a; cd ~/a\r', 'cd /etc\r'];
      for (const [i, wanted] of prompts.entries()) {
        if (wanted === undefined) continue;
        const before = shell.shown().length;
        shell.type(commands[i] ?? '');
        await until('the prompt', () =>
          shell
            .shown()
            .slice(i === 0 ? 0 : before)
            .endsWith(wanted),
        );
      }
      shell.type('exit 3\r');
      assert.equal(await shell.exited, 3);
      assert.ok(shell.shown().endsWith('exit 3\r\nexit\r\n'), shell.shown());
    });
  }

  it('asks anew after an empty line, and goes on with a command that was begun', async () => {
    const shell = await started(['bash']);
    shell.type('  \r');
    await until('two prompts', () => shell.shown().split('/# ').length === 3);
    shell.type('for i in 1 2\rdo\r  echo n$i\rdone\r');
    await until('the loop', () => shell.shown().includes('n1\r\nn2\r\n'));
    assert.ok(shell.shown().includes('> do\r\n>   echo n$i\r\n> done\r\n'), shell.shown());
    shell.type('if true\r\x03');
    await until('the interrupt', () => shell.shown().endsWith('^C\r\nroot@my-bash:/# '));
    shell.type('echo $?; echo $TERM\r');
    await until('its code', () => shell.shown().includes('xterm\r\n'));
    assert.match(shell.shown(), /\r\n130\r\nxterm\r\n/);
    shell.type('false\r');
    await until('the prompt', () => shell.shown().endsWith('false\r\nroot@my-bash:/# '));
    shell.type('\x04');
    assert.equal(await shell.exited, 1);
  });
});

describe('a shell that reads a pipe', () => {
  for (const [what, pieces, wanted, code] of [
    ['line by line, without prompts', ['echo a\n', 'echo b\n'], 'a\nb\n', 0],
    ['a last line without its end', ['echo a\necho b'], 'a\nb\n', 0],
    [
      'letters that come in two pieces',
      [Buffer.from('echo ü\n').subarray(0, 6), Buffer.from('echo ü\n').subarray(6)],
      'ü\n',
      0,
    ],
    ['a command over several lines', ['if true\n', 'then\n', 'echo c\n', 'fi\n'], 'c\n', 0],
    ['until it exits', ['exit 4\necho no\n'], '', 4],
    ['with the code of the last command', ['true\nfalse\n'], '', 1],
    ['nothing', [], '', 0],
    ['a command that never ends, as it says', ['if true\n'], '!bash: syntax error: unexpected end of file\n', 2],
  ] as const) {
    it(what, async () => {
      const shell = await started(['bash'], { tty: false });
      for (const piece of pieces) shell.type(piece as string);
      shell.endInput();
      assert.equal(await shell.exited, code);
      assert.equal(shell.shown(), wanted);
    });
  }

  it('ends at once when nothing can be piped in', async () => {
    const shell = await started(['bash'], { tty: false, stdin: false });
    assert.equal(await shell.exited, 0);
  });
});

describe('a command in a container', () => {
  it('runs the script of a file, with its words', async () => {
    const c = await testContainer();
    await c.sh(`echo 'echo "$# $1 $2"; exit 5' > /tmp/s.sh`);
    assert.deepEqual(await c.run(['sh', '/tmp/s.sh', 'a b', 'c']), { exitCode: 5, stdout: '2 a b c\n', stderr: '' });
    const stderr = 'sh: /tmp/none.sh: No such file or directory\n';
    assert.deepEqual(await c.run(['/bin/sh', '/tmp/none.sh']), { exitCode: 127, stdout: '', stderr });
    c.runtime.stop();
  });

  it('at a terminal ends its lines as a terminal does, with errors among the output', async () => {
    const command = await started(['sh', '-c', 'echo one; ls /nope; printf "two\\r\\n"; echo $TERM']);
    assert.equal(await command.exited, 0);
    const wanted = "one\r\nls: cannot access '/nope': No such file or directory\r\ntwo\r\nxterm\r\n";
    assert.equal(command.shown(), wanted);
  });

  it('at a terminal is ended by Ctrl-C', async () => {
    const command = await started(['sleep', '1000']);
    command.type('x');
    command.type('\x03');
    assert.equal(await command.exited, 130);
    assert.equal(command.shown(), '^C');
  });

  it('takes Ctrl-C as data where there is no terminal', async () => {
    const command = await started(['base64'], { tty: false });
    command.type('\x03');
    command.endInput();
    assert.equal(await command.exited, 0);
    assert.equal(command.shown(), 'Aw==\n');
  });

  for (const [argv, wanted] of [
    [['cat', '/etc/hostname'], 'my-bash\n'],
    [['date', '-u', '-d', '@0', '+%F'], '1970-01-01\n'],
  ] as const) {
    it(`that reads no input does not wait for its end: ${argv.join(' ')}`, async () => {
      const command = await started([...argv], { tty: false });
      assert.equal(await command.exited, 0);
      assert.equal(command.shown(), wanted);
    });
  }

  for (const argv of [['cat'], ['cat', '-'], ['sh', '-c', 'read a; echo "$a"'], ['base64', '-d']] as const) {
    it(`that reads its input waits for its end: ${argv.join(' ')}`, async () => {
      const command = await started([...argv], { tty: false });
      const text = argv[0] === 'base64' ? Buffer.from('all of it\n').toString('base64') : 'all of it\n';
      command.type(text.slice(0, 4));
      command.type(text.slice(4));
      command.endInput();
      assert.equal(await command.exited, 0);
      assert.equal(command.shown(), 'all of it\n');
    });
  }
});
