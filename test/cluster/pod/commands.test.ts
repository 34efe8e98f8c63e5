import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';

describe('the commands of a container', () => {
  let c: TestContainer;
  before(async () => {
    c = await testContainer({ env: { MODE: 'test' }, image: 'curlimages/curl' });
  });
  after(() => c.runtime.stop());

  it('env and printenv have what was exported', async () => {
    const { stdout } = await c.sh('own=1; export given=2; env; echo --; printenv');
    const [env = '', printenv = ''] = stdout.split('--\n');
    assert.equal(env, printenv);
    const wanted = ['HOME=/root', 'HOSTNAME=my-bash', 'MODE=test', 'PATH=', 'given=2'];
    for (const line of wanted)
      assert.ok(
        env.split('\n').some((each) => each.startsWith(line)),
        line,
      );
    assert.ok(!env.includes('own='));
  });

  it('printenv fails when one of the variables is not there', async () => {
    assert.deepEqual(await c.run(['printenv', 'MODE']), { exitCode: 0, stdout: 'test\n', stderr: '' });
    assert.deepEqual(await c.run(['printenv', 'MODE', 'NONE']), { exitCode: 1, stdout: 'test\n', stderr: '' });
  });

  it('env gives a command more variables, and shows them without one', async () => {
    assert.equal(
      (await c.run(['env', 'A=b', "SAID=it's = 1", 'printenv', 'A', 'MODE', 'SAID'])).stdout,
      "b\ntest\nit's = 1\n",
    );
    assert.equal((await c.sh('env A=b env | grep ^A; echo [$A]')).stdout, 'A=b\n[]\n');
    assert.equal((await c.sh("env A=b sh -c 'echo $A'; env A= printenv A")).stdout, 'b\n\n');
    assert.equal((await c.sh('echo in | env A=b cat')).stdout, 'in\n');
    assert.equal((await c.sh('own=1; env A=b | grep -E "^(A|MODE|own)="')).stdout, 'MODE=test\nA=b\n');
    assert.deepEqual(await c.sh('env -u MODE printenv MODE'), { exitCode: 1, stdout: '', stderr: '' });
  });

  it('curl tells its version and its options', async () => {
    for (const option of ['--version', '-V']) {
      assert.match((await c.run(['curl', option])).stdout, /^curl \d+\.\d+\.\d+ .*\nProtocols: http https\n/);
    }
    for (const option of ['--help', '-h']) {
      assert.match(
        (await c.run(['curl', option])).stdout,
        /^Usage: curl \[options\.\.\.\] <url>\n[\s\S]* -v, --verbose /,
      );
    }
  });
});

describe('tar', () => {
  let c: TestContainer;
  before(async () => {
    c = await testContainer();
    await c.sh('mkdir -p /tmp/tree; echo 1 > /tmp/tree/one');
  });
  after(() => c.runtime.stop());

  for (const [words, wanted] of [
    ['tar cf - -C /tmp tree | tar tf -', 'tree/\ntree/one\n'],
    [
      'tar cf - /tmp/tree 2> /tmp/why | tar tf -; cat /tmp/why',
      "tmp/tree/\ntmp/tree/one\ntar: Removing leading `/' from member names\n",
    ],
    [
      'cd /tmp; tar cf /tmp/none.tar nope',
      'tar: nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n[2]',
    ],
    [
      'tar cf /tmp/none.tar /nope',
      "tar: Removing leading `/' from member names\ntar: /nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n[2]",
    ],
  ] as const) {
    it(words, async () => {
      assert.equal(await c.printed(words), wanted);
    });
  }
});
