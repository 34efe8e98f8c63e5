import assert from 'node:assert/strict';
import { type TestContainer, testContainer } from '../../helpers/container.js';

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
      assert.equal(await c.printed(`${apt} install -y curl`), `${LISTS}E: Unable to locate package curl\n[100]`);
    });

    it('installs what it knows, and its commands are there', async () => {
      assert.equal(await c.printed('jq --version'), 'bash: jq: command not found\n[127]');
      assert.match(await c.printed(`${apt} update`), /^Hit:1 .*\n[\s\S]*All packages are up to date\.\n$/);
      const wanted = `${LISTS}The following NEW packages will be installed:
  jq ca-certificates
0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
Setting up jq (simulated) ...
Setting up ca-certificates (simulated) ...
`;
      assert.equal(await c.printed(`${apt} install --yes jq ca-certificates`), wanted);
      assert.equal(await c.printed('echo \'{"a": [1]}\' | jq -c .a'), '[1]\n');
    });

    it('installs nothing when a package is not known', async () => {
      const wanted = `${LISTS}E: Unable to locate package nonesuch\nE: Unable to locate package other\n[100]`;
      assert.equal(await c.printed(`${apt} install nonesuch tree other`), wanted);
      assert.equal(await c.printed('tree'), 'bash: tree: command not found\n[127]');
    });

    it('removes', async () => {
      assert.equal(
        await c.printed(`${apt} install tree >/dev/null; ${apt} purge -y tree`),
        'Removing tree (simulated) ...\n',
      );
      assert.equal(await c.printed('tree'), 'bash: tree: command not found\n[127]');
    });

    it('says what it does not do', async () => {
      assert.equal(await c.printed(`${apt} upgrade -y`), 'Reading package lists... Done\n');
      assert.equal(await c.printed(`${apt} frobnicate`), 'E: Invalid operation frobnicate\n[100]');
      assert.match(await c.printed(apt), /^apt .*\nUsage: apt \[options\] command\n\[1\]$/);
      assert.equal(await c.printed('apk'), 'bash: apk: command not found\n[127]');
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
    assert.equal(await c.printed('apk update'), 'OK: kubelab simulated repository\n');
    const wanted = '(1/2) Installing jq (simulated)\n(2/2) Installing tree (simulated)\nOK\n';
    assert.equal(await c.printed('apk add --no-cache jq tree'), wanted);
    assert.equal(await c.printed('echo [1] | jq -c .'), '[1]\n');
  });

  it('counts the packages that it does not know in its exit code', async () => {
    const wanted = `ERROR: unable to select packages:
  nonesuch (no such package):
    required by: world[nonesuch]
  other (no such package):
    required by: world[other]
[2]`;
    assert.equal(await c.printed('apk add nonesuch curl other'), wanted);
    assert.match(await c.printed('curl --version'), /\[127\]$/);
  });

  it('says what it does not do', async () => {
    assert.equal(
      await c.printed('apk frobnicate'),
      "ERROR: 'frobnicate' is not an apk command. See 'apk --help'.\n[1]",
    );
    assert.match(await c.printed('apt'), /\[127\]$/);
  });
});
