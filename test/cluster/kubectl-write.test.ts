/** Changing things with the real kubectl: edit, apply on both sides, diff, replace, prune, labels, and the ways to delete. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kubectl, kubectlOf, needs } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';

describe('kubectl changes', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;

  before(async function () {
    needs(this, 'kubectl', 'diff');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  const configMap = (name: string, data: object, labels?: object): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', labels }, data });
  const dataOf = async (name: string): Promise<unknown> =>
    JSON.parse(await kubectl.ok(`get cm ${name} -o jsonpath='{.data}'`));
  const editor = (script: string): Promise<void> => kubectl.write('editor', `#!/bin/sh\n${script}\n`, 0o755);

  it('edit sends what the editor has changed, and nothing when it has changed nothing', async () => {
    await kubectl.ok('create cm edited --from-literal=colour=red');
    const env = { EDITOR: './editor' };
    await editor(`cp "$1" seen.yaml; sed -i 's/colour: red/colour: blue/' "$1"`);
    assert.equal(await kubectl.ok('edit cm edited', { env }), 'configmap/edited edited\n');
    assert.match(await readFile(join(kubectl.folder, 'seen.yaml'), 'utf8'), /^# Please edit the object below/);
    assert.deepEqual(await dataOf('edited'), { colour: 'blue' });
    await editor('true');
    const { err } = await kubectl.run('edit cm edited', { env });
    assert.equal(err, 'Edit cancelled, no changes made.\n');
  });

  it('edit opens the editor again with the reason when the change is refused', async () => {
    await kubectl.ok('create deployment edited --image=nginx --replicas=0');
    await editor(
      `if [ -f tried ]; then cp "$1" again.yaml; exit 0; fi; touch tried; sed -i 's/replicas: 0/replicas: -1/' "$1"`,
    );
    const err = await kubectl.fails('edit deployment edited', { env: { EDITOR: './editor' } });
    assert.match(err, /^error: deployments\.apps "edited" is invalid\n/);
    assert.match(err, /error: Edit cancelled, no valid changes were saved\.\n$/);
    assert.match(
      await readFile(join(kubectl.folder, 'again.yaml'), 'utf8'),
      /^# deployments\.apps "edited" was not valid:\n# \* spec\.replicas: Invalid value: -1: must be greater than or equal to 0\n/m,
    );
    assert.equal(await kubectl.ok("get deploy edited -o jsonpath='{.spec.replicas}'"), '0');
  });

  it('apply makes, changes, leaves alone, and takes away what its file no longer says', async () => {
    await kubectl.write('cm.json', configMap('applied', { a: '1', b: '2' }));
    assert.equal(await kubectl.ok('apply -f cm.json'), 'configmap/applied created\n');
    assert.equal(await kubectl.ok('apply -f cm.json'), 'configmap/applied unchanged\n');
    await kubectl.ok(`patch cm applied --type=merge -p '{"data":{"other":"kept"}}'`);
    await kubectl.write('cm.json', configMap('applied', { a: 'one' }));
    assert.equal(
      await kubectl.ok('apply -f cm.json --dry-run=server'),
      'configmap/applied configured (server dry run)\n',
    );
    assert.deepEqual(await dataOf('applied'), { a: '1', b: '2', other: 'kept' });
    const { code, out } = await kubectl.run('diff -f cm.json');
    assert.equal(code, 1);
    assert.deepEqual(out.match(/^[-+] +[ab]: .*$/gm), ['-  a: "1"', '-  b: "2"', '+  a: one']);
    assert.equal(await kubectl.ok('apply -f cm.json'), 'configmap/applied configured\n');
    assert.deepEqual(await dataOf('applied'), { a: 'one', other: 'kept' });
    assert.equal(await kubectl.ok('diff -f cm.json'), '');
    assert.match(await kubectl.ok('apply view-last-applied cm applied'), /^ {2}a: one$/m);
  });

  it('apply on the server keeps who owns a field, and refuses another until it is forced', async () => {
    await kubectl.write('cm.json', configMap('shared', { colour: 'red' }));
    const apply = 'apply --server-side -f cm.json';
    assert.equal(await kubectl.ok(`${apply} --field-manager=one`), 'configmap/shared serverside-applied\n');
    assert.equal(await kubectl.ok(`${apply} --field-manager=two`), 'configmap/shared serverside-applied\n');
    await kubectl.write('cm.json', configMap('shared', { colour: 'blue' }));
    const err = await kubectl.fails(`${apply} --field-manager=three`);
    assert.match(
      err,
      /^error: Apply failed with 2 conflicts: conflicts with "one":\n- \.data\.colour\nconflicts with "two":\n- \.data\.colour\n/,
    );
    assert.deepEqual(await dataOf('shared'), { colour: 'red' });
    await kubectl.ok(`${apply} --field-manager=three --force-conflicts`);
    assert.deepEqual(await dataOf('shared'), { colour: 'blue' });
    const owners = JSON.parse(await kubectl.ok('get cm shared -o json --show-managed-fields')) as {
      metadata: { managedFields: { manager: string; fieldsV1: Record<string, unknown> }[] };
    };
    assert.deepEqual(
      owners.metadata.managedFields.filter(({ fieldsV1 }) => 'f:data' in fieldsV1).map(({ manager }) => manager),
      ['three'],
    );
  });

  it('apply --prune takes away what the folder no longer holds', async () => {
    const prune = 'apply -f set --prune -l set=one --prune-allowlist=core/v1/ConfigMap';
    await kubectl.write('set/a.json', configMap('pruned-a', { n: '1' }, { set: 'one' }));
    await kubectl.write('set/b.json', configMap('pruned-b', {}, { set: 'one' }));
    await kubectl.ok(prune);
    await kubectl.write('set/b.json', configMap('pruned-c', {}, { set: 'one' }));
    assert.equal(
      await kubectl.ok(prune),
      'configmap/pruned-a unchanged\nconfigmap/pruned-c created\nconfigmap/pruned-b pruned\n',
    );
    assert.equal(await kubectl.ok('get cm -l set=one -o name'), 'configmap/pruned-a\nconfigmap/pruned-c\n');
  });

  it('apply --prune with an apply set remembers its members on a Secret', async () => {
    const env = { KUBECTL_APPLYSET: 'true' };
    const apply = 'apply -n default -f members --prune --applyset=mine';
    await kubectl.write('members/a.json', configMap('member-a', {}));
    await kubectl.write('members/b.json', configMap('member-b', {}));
    await kubectl.ok(apply, { env });
    await kubectl.write('members/b.json', configMap('member-a', {}));
    assert.match(await kubectl.ok(apply, { env }), /configmap\/member-b pruned/);
    assert.match(await kubectl.ok("get secret mine -o jsonpath='{.metadata.annotations}'"), /"ConfigMap"/);
  });

  it('replace puts a whole object in the place of another, and --force a new one', async () => {
    await kubectl.write('cm.json', configMap('replaced', { a: '1' }));
    await kubectl.ok('create -f cm.json');
    const uid = "get cm replaced -o jsonpath='{.metadata.uid}'";
    const before = await kubectl.ok(uid);
    await kubectl.write('cm.json', configMap('replaced', { b: '2' }));
    assert.equal(await kubectl.ok('replace -f cm.json'), 'configmap/replaced replaced\n');
    assert.deepEqual(await dataOf('replaced'), { b: '2' });
    assert.equal(await kubectl.ok(uid), before);
    assert.equal(
      await kubectl.ok('replace --force -f cm.json'),
      'configmap "replaced" deleted\nconfigmap/replaced replaced\n',
    );
    assert.notEqual(await kubectl.ok(uid), before);
  });

  it('label and annotate set, refuse, overwrite, list and remove', async () => {
    await kubectl.ok('create cm labelled');
    assert.equal(await kubectl.ok('label cm labelled a=1 b=2'), 'configmap/labelled labeled\n');
    assert.equal(
      await kubectl.fails('label cm labelled a=3'),
      "error: 'a' already has a value (1), and --overwrite is false\n",
    );
    assert.equal(await kubectl.ok('label cm labelled a=3 --overwrite'), 'configmap/labelled labeled\n');
    assert.equal(await kubectl.ok('label cm labelled b-'), 'configmap/labelled unlabeled\n');
    assert.equal(await kubectl.ok('label cm labelled --list'), 'a=3\n');
    assert.match(await kubectl.fails("label cm labelled 'a=not ok' --overwrite"), /a valid label must be/);
    assert.equal(await kubectl.ok("annotate cm labelled note='any text'"), 'configmap/labelled annotated\n');
    assert.equal(await kubectl.ok('annotate cm labelled --list'), 'note=any text\n');
    assert.equal(await kubectl.ok('annotate cm labelled note-'), 'configmap/labelled annotated\n');
  });

  it('a change to an object that has moved on is a conflict', async () => {
    await kubectl.ok('create cm raced --from-literal=a=1');
    await kubectl.write('cm.json', await kubectl.ok('get cm raced -o json'));
    await kubectl.ok(`patch cm raced -p '{"data":{"a":"2"}}'`);
    assert.match(
      await kubectl.fails('replace -f cm.json'),
      /Error from server \(Conflict\):.*configmaps "raced": the object has been modified; please apply your changes to the latest version and try again/,
    );
    assert.match(await kubectl.fails('label cm raced x=y --resource-version=1'), /the object has been modified/);
  });

  for (const [cascade, left] of [
    ['background', 0],
    ['foreground', 0],
    ['orphan', 2],
  ] as const) {
    it(`delete --cascade=${cascade} leaves ${left} of the two things below`, async () => {
      const name = `cascade-${cascade}`;
      await kubectl.ok(`create deployment ${name} --image=nginx`);
      await kubectl.ok(`rollout status deployment ${name} --timeout=60s`);
      assert.equal(
        await kubectl.ok(`delete deployment ${name} --cascade=${cascade}`),
        `deployment.apps "${name}" deleted\n`,
      );
      if (left === 0) await kubectl.ok(`wait --for=delete rs,pod -l app=${name} --timeout=60s`);
      const things = (await kubectl.ok(`get rs,pods -l app=${name} -o name`)).split('\n').filter(Boolean);
      assert.equal(things.length, left, `${things}`);
      if (left) {
        const owner = await kubectl.ok(`get rs -l app=${name} -o jsonpath='{.items[0].metadata.ownerReferences}'`);
        assert.equal(owner, '', 'the replica set has lost its owner');
        await kubectl.ok(`delete rs -l app=${name}`);
      }
    });
  }

  it('delete takes by label, by file, by all, and refuses what is not there', async () => {
    for (const name of ['d1', 'd2', 'd3']) await kubectl.ok(`create cm ${name}`);
    await kubectl.ok('label cm d1 d2 gone=yes');
    assert.equal(await kubectl.ok('delete cm -l gone=yes'), 'configmap "d1" deleted\nconfigmap "d2" deleted\n');
    assert.equal(await kubectl.ok('delete cm d3 --dry-run=server'), 'configmap "d3" deleted (server dry run)\n');
    assert.equal(await kubectl.ok('delete cm d3'), 'configmap "d3" deleted\n');
    assert.equal(await kubectl.ok('delete cm d3 --ignore-not-found'), '');
    assert.equal(await kubectl.fails('delete cm d3'), 'Error from server (NotFound): configmaps "d3" not found\n');
  });
});
