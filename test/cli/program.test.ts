import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { namedCommands } from '../../src/typed-command.js';
import { bin, inTerminal, makeHome, runKubelab } from '../helpers/command.js';

describe('kubelab', () => {
  const { home, remove } = makeHome();
  after(remove);

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.deepEqual(await runKubelab(home, ['--version']), {
      ...{ code: 0, signal: null, stdout: `${version}\n`, stderr: '' },
    });
  });

  it('prints help on itself and on each command, to stdout and with 0', async () => {
    const whole = await runKubelab(home, ['--help']);
    assert.equal(whole.code, 0);
    assert.equal((await runKubelab(home, [])).stdout, whole.stdout);
    for (const command of ['start', 'run', 'cluster', 'doctor', 'clean', 'help']) {
      assert.match(whole.stdout, new RegExp(`^ {2}${command} `, 'm'));
    }
    for (const command of ['start', 'run', 'doctor', 'clean', 'cluster']) {
      const help = await runKubelab(home, ['help', command]);
      assert.equal(help.code, 0);
      assert.equal((await runKubelab(home, [command, '--help'])).stdout, help.stdout);
    }
    for (const command of ['up', 'status', 'down', 'reset']) {
      const help = await runKubelab(home, ['cluster', command, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`^Usage: kubelab cluster ${command} `));
    }
  });

  it('has each command that messages name', async () => {
    const { stdout } = await runKubelab(home, ['--help']);
    assert.deepEqual(
      namedCommands.filter((command) => !new RegExp(`^ {2}${command} `, 'm').test(stdout)),
      [],
    );
  });

  it('names commands in an error as they are typed where it was started', async () => {
    for (const [env, typed] of [
      [{ npm_command: 'exec' }, 'npx kubelab'],
      [{}, 'node dist/bin.js'],
    ] as const) {
      const { stderr } = await runKubelab(home, ['request', 'GET', 'version'], { env });
      assert.ok(stderr.includes(`next: ${typed} request GET /`), stderr);
    }
  });

  it('sets help to the width of the terminal', async () => {
    for (const command of [[], ['grade'], ['access', 'least'], ['worker'], ['cluster'], ['check-course']]) {
      const wide = (await runKubelab(home, [...command, '--help'])).stdout.split('\n');
      assert.deepEqual(
        wide.filter((line) => line.length > 80),
        [],
      );
    }
    const narrow = inTerminal(home, [process.execPath, bin, '--help'], { columns: 60 });
    await narrow.ended;
    assert.match(narrow.stdout(), /^ {2}check-course {2,}prove that .*\r?\n {16,}\S/m);
    assert.deepEqual(
      narrow
        .stdout()
        .split(/\r?\n/)
        .filter((line) => line.length > 60),
      [],
    );
    assert.doesNotMatch((await runKubelab(home, ['check-course', '--help'])).stdout, /\[\]/);
  });

  const mistakes: { args: string[]; says: RegExp }[] = [
    { args: ['clutser'], says: /unknown command 'clutser'\n\(Did you mean cluster\?\)/ },
    { args: ['lessons', 'rest'], says: /unknown command 'rest'\n\(Did you mean reset\?\)/ },
    { args: ['kernel', 'instal'], says: /unknown command 'instal'\n\(Did you mean install\?\)/ },
    { args: ['lessons', 'surprise'], says: /unknown command 'surprise'\n(?!\(Did)/ },
    { args: ['cluster', 'dwon'], says: /unknown command 'dwon'\n\(Did you mean down\?\)/ },
    { args: ['cluster'], says: /Usage: kubelab cluster/ },
    { args: ['doctor', '--jsn'], says: /unknown option '--jsn'\n\(Did you mean --json\?\)/ },
    { args: ['doctor', 'x'], says: /too many arguments/ },
    { args: ['cluster', 'up', '--port', '65536'], says: /0 \(any\) to 65535/ },
    { args: ['cluster', 'up', '--port', 'x'], says: /0 \(any\) to 65535/ },
    { args: ['start', '99'], says: /there is no such lesson: "99"\n {2}next: choose from 00-start-here/ },
    { args: ['start', '--course', 'none.yaml'], says: /list of lessons cannot be read/ },
  ];
  for (const { args, says } of mistakes) {
    it(`refuses "${args.join(' ')}" with 2, says what is meant, and names the next command`, async () => {
      const { code, stderr, stdout } = await runKubelab(home, args);
      assert.equal(code, 2);
      assert.match(stderr, says);
      assert.match(stderr, /^ {2}next: (node dist\/bin\.js .*--help|choose from .*|name a course\.yaml.*)$|^Usage: /m);
      assert.equal(stdout, '');
    });
  }
});
