import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';

/** What each line of a script prints, errors among it, with its exit code when that is not 0. */
async function printed(c: TestContainer, command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await c.sh(command);
  return `${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]`}`;
}
const LISTS = 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n';

for (const [image, apt] of [
  ['ubuntu', 'apt'],
  ['debian:13', 'apt-get'],
] as const) {
  describe(`${apt} of ${image}`, () => {
    let c: TestContainer;
    before(async () => {
      c = await testContainer({ image });
    });
    after(() => c.runtime.stop());

    it('knows of no package before it is told to look', async () => {
      assert.equal(await printed(c, `${apt} install -y curl`), `${LISTS}E: Unable to locate package curl\n[100]`);
    });

    it('installs what it knows, and its commands are there', async () => {
      assert.equal(await printed(c, 'jq --version'), 'bash: jq: command not found\n[127]');
      assert.match(await printed(c, `${apt} update`), /^Hit:1 .*\n[\s\S]*All packages are up to date\.\n$/);
      const wanted = `${LISTS}The following NEW packages will be installed:
  jq ca-certificates
0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
Setting up jq (simulated) ...
Setting up ca-certificates (simulated) ...
`;
      assert.equal(await printed(c, `${apt} install --yes jq ca-certificates`), wanted);
      assert.equal(await printed(c, 'echo \'{"a": [1]}\' | jq -c .a'), '[1]\n');
    });

    it('installs nothing when a package is not known', async () => {
      const wanted = `${LISTS}E: Unable to locate package nonesuch\nE: Unable to locate package other\n[100]`;
      assert.equal(await printed(c, `${apt} install nonesuch tree other`), wanted);
      assert.equal(await printed(c, 'tree'), 'bash: tree: command not found\n[127]');
    });

    it('removes', async () => {
      assert.equal(
        await printed(c, `${apt} install tree >/dev/null; ${apt} purge -y tree`),
        'Removing tree (simulated) ...\n',
      );
      assert.equal(await printed(c, 'tree'), 'bash: tree: command not found\n[127]');
    });

    it('says what it does not do', async () => {
      assert.equal(await printed(c, `${apt} upgrade -y`), 'Reading package lists... Done\n');
      assert.equal(await printed(c, `${apt} frobnicate`), 'E: Invalid operation frobnicate\n[100]');
      assert.match(await printed(c, apt), /^apt .*\nUsage: apt \[options\] command\n\[1\]$/);
      assert.equal(await printed(c, 'apk'), 'bash: apk: command not found\n[127]');
    });
  });
}

describe('apk of alpine', () => {
  let c: TestContainer;
  before(async () => {
    c = await testContainer({ image: 'alpine:3.22' });
  });
  after(() => c.runtime.stop());

  it('installs what it knows, and its commands are there', async () => {
    assert.equal(await printed(c, 'apk update'), 'OK: kubelab simulated repository\n');
    const wanted = '(1/2) Installing jq (simulated)\n(2/2) Installing tree (simulated)\nOK\n';
    assert.equal(await printed(c, 'apk add --no-cache jq tree'), wanted);
    assert.equal(await printed(c, 'echo [1] | jq -c .'), '[1]\n');
  });

  it('counts the packages that it does not know in its exit code', async () => {
    const wanted = `ERROR: unable to select packages:
  nonesuch (no such package):
    required by: world[nonesuch]
  other (no such package):
    required by: world[other]
[2]`;
    assert.equal(await printed(c, 'apk add nonesuch curl other'), wanted);
    assert.match(await printed(c, 'curl --version'), /\[127\]$/);
  });

  it('says what it does not do', async () => {
    assert.equal(
      await printed(c, 'apk frobnicate'),
      "ERROR: 'frobnicate' is not an apk command. See 'apk --help'.\n[1]",
    );
    assert.match(await printed(c, 'apt'), /\[127\]$/);
  });
});
