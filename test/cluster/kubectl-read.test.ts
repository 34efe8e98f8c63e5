/** Looking at things with the real kubectl: every output of get, watches, events, waiting, and what a cluster tells of itself. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Kubectl, kubectlOf, needs, watched } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

describe('kubectl looks', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;

  before(async function () {
    needs(this, 'kubectl');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    for (const [name, colour] of [
      ['first', 'red'],
      ['second', 'blue'],
      ['third', 'red'],
    ]) {
      await kubectl.ok(`create configmap ${name} --from-literal=colour=${colour} --from-literal=size=L`);
      await kubectl.ok(`label configmap ${name} colour=${colour}`);
    }
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  const rows = (table: string): string[] => table.trimEnd().split('\n');

  for (const [what, line, expected] of [
    ['names', 'get cm -l colour -o name', 'configmap/first\nconfigmap/second\nconfigmap/third\n'],
    ['a label', 'get cm -l colour=red -o name', 'configmap/first\nconfigmap/third\n'],
    ['a set of labels', "get cm -l 'colour in (blue,green)' -o name", 'configmap/second\n'],
    ['a label that is not', "get cm -l 'colour,colour!=red' -o name", 'configmap/second\n'],
    ['a field', 'get cm --field-selector metadata.name=third -o name', 'configmap/third\n'],
    ['jsonpath', "get cm -l colour -o jsonpath='{range .items[*]}{.data.colour} {end}'", 'red blue red '],
    ['a template', "get cm first -o go-template='{{.data.size}}'", 'L'],
    [
      "columns of one's own",
      'get cm -l colour=blue -o custom-columns=NAME:.metadata.name,COLOUR:.data.colour',
      'NAME     COLOUR\nsecond   blue\n',
    ],
    ['several kinds', 'get ns/default cm/first -o name', 'namespace/default\nconfigmap/first\n'],
    ['nothing', 'get cm nobody --ignore-not-found', ''],
    ['pages', "get cm -l colour --chunk-size=1 -o jsonpath='{.items[*].metadata.name}'", 'first second third'],
    [
      'an order',
      "get cm -l colour --sort-by=.data.colour -o jsonpath='{.items[*].metadata.name}'",
      'second first third',
    ],
  ] as const) {
    it(`get gives ${what}`, async () => assert.equal(await kubectl.ok(line), expected));
  }

  it('get endpoints shows where the API server is, and kubectl prints that the kind is deprecated', async () => {
    const warning = 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
    const { out, err } = await kubectl.run('get endpoints kubernetes');
    assert.match(out, /^kubernetes +10\.0\.0\.10:6443 /m);
    assert.equal(err.trim(), warning);
    // also where there is none
    assert.ok((await kubectl.run('get endpoints nobody')).err.startsWith(warning));
    assert.match(await kubectl.ok('get endpointslices kubernetes'), /^kubernetes +IPv4 +6443 +10\.0\.0\.10 /m);
    assert.equal((await kubectl.run('get endpointslices')).err, '');
  });

  it('get gives the same in JSON and in YAML', async () => {
    const json: unknown = JSON.parse(await kubectl.ok('get cm first -o json --show-managed-fields'));
    assert.deepEqual(parse(await kubectl.ok('get cm first -o yaml --show-managed-fields')), json);
  });

  it('get has further columns for -o wide, labels and kinds', async () => {
    assert.match(await kubectl.ok('get nodes -o wide'), /^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP .*RUNTIME\n/);
    const [header = '', first = ''] = rows(await kubectl.ok('get cm -l colour=blue -L colour --show-labels'));
    assert.match(header, /^NAME +DATA +AGE +COLOUR +LABELS$/);
    assert.match(first, /^second +2 +[\dms]+ +blue +colour=blue$/);
    assert.match(await kubectl.ok('get cm -l colour=blue --no-headers --show-kind'), /^configmap\/second +2 /);
    assert.match(await kubectl.ok('get sa -A'), /^NAMESPACE +NAME +AGE\ndefault +default +[\dms]+$/m);
  });

  it('get -w shows what is there and what becomes of it', async () => {
    await kubectl.ok('create cm moving --from-literal=a=1');
    const watch = kubectl.start('get cm moving -w --output-watch-events');
    await watch.sees(/^ADDED +moving +1 /m);
    await watched(cluster, 'metadata.name%3Dmoving');
    await kubectl.ok(`patch cm moving -p '{"data":{"b":"2"}}'`);
    await watch.sees(/^MODIFIED +moving +2 /m);
    await kubectl.ok('delete cm moving');
    await watch.sees(/^DELETED +moving +2 /m);
  });

  it('get --watch-only leaves out what was there before', async () => {
    const watch = kubectl.start('get cm -l colour --watch-only -o name');
    await watched(cluster, 'labelSelector=colour');
    await kubectl.ok('create cm fourth');
    await kubectl.ok('label cm fourth colour=green');
    await watch.sees(/configmap\/fourth\n/);
    assert.equal(watch.stdout(), 'configmap/fourth\n');
    await kubectl.ok('delete cm fourth');
  });

  it('events tells what happened to an object, and goes on with -w', async () => {
    const watch = kubectl.start('events -w --for pod/noted');
    await watched(cluster, '/events');
    await kubectl.ok('run noted --image=nginx');
    await watch.sees(/Normal +Scheduled +Pod\/noted +Successfully assigned default\/noted to kubelab/);
    await watch.sees(/Normal +Started +Pod\/noted/);
    const reasons = rows(await kubectl.ok('events --for pod/noted --types=Normal --no-headers')).map(
      (row) => row.split(/\s+/)[2],
    );
    assert.deepEqual(reasons.sort(), ['Created', 'Pulled', 'Pulling', 'Scheduled', 'Started']);
    assert.match(await kubectl.run('events --for pod/noted --types=Warning').then(({ err }) => err), /No events found/);
    const list = await kubectl.ok(
      "get events --field-selector involvedObject.name=noted,reason=Scheduled -o jsonpath='{.items[*].reportingComponent}'",
    );
    assert.equal(list, 'default-scheduler');
  });

  it('wait ends when its condition holds, and says what it waited for when it does not', async () => {
    assert.equal(await kubectl.ok('wait pod/noted --for=condition=Ready --timeout=60s'), 'pod/noted condition met\n');
    assert.equal(
      await kubectl.ok("wait pod/noted --for=jsonpath='{.status.phase}'=Running --timeout=60s"),
      'pod/noted condition met\n',
    );
    // kubectl says something else when the second is over before it has sent its request
    let said = '';
    await until(
      () => `the words of a wait that gave up, instead of ${said}`,
      async () => {
        said = await kubectl.fails('wait pod/noted --for=condition=Never --timeout=1s');
        return said === 'error: timed out waiting for the condition on pods/noted\n';
      },
    );
    const gone = kubectl.start('wait --for=delete cm/first --timeout=60s');
    await watched(cluster, 'metadata.name%3Dfirst');
    await kubectl.ok('delete cm first');
    assert.equal((await gone.ended).code, 0);
    const made = kubectl.start('wait --for=create cm/late --timeout=60s');
    await until('the question', () =>
      cluster.events.some(
        ({ requestURI, responseStatus }) => /configmaps\/late/.test(requestURI) && responseStatus?.code === 404,
      ),
    );
    await kubectl.ok('create cm late');
    assert.equal((await made.ended).code, 0);
  });

  it('api-resources and api-versions tell what is served', async () => {
    const wide = await kubectl.ok('api-resources --api-group=apps -o wide');
    assert.match(
      wide,
      /^deployments +deploy +apps\/v1 +true +Deployment +create,delete,deletecollection,get,list,patch,update,watch +all$/m,
    );
    const cluster = rows(await kubectl.ok('api-resources --namespaced=false --verbs=list,delete -o name'));
    assert.ok(cluster.includes('nodes') && cluster.includes('clusterroles.rbac.authorization.k8s.io'), `${cluster}`);
    assert.ok(!cluster.includes('pods') && !cluster.includes('tokenreviews.authentication.k8s.io'), `${cluster}`);
    const versions = rows(await kubectl.ok('api-versions'));
    assert.deepEqual(versions, [...versions].sort());
    assert.ok(versions.includes('certificates.k8s.io/v1') && versions.includes('v1'));
  });

  it('version and cluster-info tell who answers and where', async () => {
    const { serverVersion } = JSON.parse(await kubectl.ok('version -o json')) as {
      serverVersion: { major: string; minor: string; gitVersion: string; platform: string };
    };
    assert.equal(`${serverVersion.major}.${serverVersion.minor}`, '1.36');
    assert.match(serverVersion.gitVersion, /^v1\.36\.\d+\+kubelab$/);
    assert.match(serverVersion.platform, /^[a-z]+\/(amd64|arm64|[a-z0-9]+)$/);
    assert.notEqual(serverVersion.platform, 'linux/x64');
    assert.ok(
      (await kubectl.ok('cluster-info')).startsWith(`Kubernetes control plane is running at ${cluster.server}\n`),
    );
  });

  it('cluster-info dump writes all there is', async () => {
    await kubectl.ok('cluster-info dump --output-directory=dumped -A');
    const nodes = JSON.parse(await readFile(join(kubectl.folder, 'dumped/nodes.json'), 'utf8')) as { items: unknown[] };
    assert.equal(nodes.items.length, 1);
  });

  it('a kind that nobody knows is told as such, whichever command reads it', async () => {
    const unknown: [string, string][] = [
      ['Gadget', 'v1'],
      ['Rolebinding', 'rbac.authorization.k8s.io/v1'],
      ['Job', 'batch/v2'],
    ];
    for (const [kind, version] of unknown) {
      const stdin = JSON.stringify({ apiVersion: version, kind, metadata: { name: 'x' } });
      for (const command of ['create', 'apply', 'delete', 'replace']) {
        assert.equal(
          (await kubectl.run(`${command} -f -`, { stdin })).err,
          `error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "${kind}" in version "${version}"\nensure CRDs are installed first\n`,
        );
      }
    }
  });

  it('get --raw gives the bytes of a path', async () => {
    assert.equal(await kubectl.ok('get --raw /readyz'), 'ok');
    assert.match(await kubectl.ok("get --raw '/livez?verbose'"), /^\[\+\]ping ok$[\s\S]*livez check passed\n$/m);
    const list = JSON.parse(await kubectl.ok("get --raw '/api/v1/namespaces/default/configmaps?limit=1'")) as {
      items: unknown[];
      metadata: { continue: string };
    };
    assert.equal(list.items.length, 1);
    assert.ok(list.metadata.continue);
    assert.equal(
      await kubectl.fails('get --raw /nowhere'),
      'Error from server (NotFound): the server could not find the requested resource\n',
    );
  });

  it('top says that there are no metrics', async () => {
    assert.equal(await kubectl.fails('top pods'), 'error: Metrics API not available\n');
    assert.equal(await kubectl.fails('top nodes'), 'error: Metrics API not available\n');
  });

  it('describe puts an object and what happened to it together', async () => {
    const pod = await kubectl.ok('describe pod noted');
    for (const line of [/^Node: +kubelab\/10\.0\.0\.10$/m, /^Status: +Running$/m, /^ +Ready: +True$/m, /Scheduled/]) {
      assert.match(pod, line);
    }
    const namespace = await kubectl.ok('describe ns default');
    assert.match(namespace, /^Status: +Active\n\nNo resource quota\.\n\nNo LimitRange resource\.\n$/m);
    const node = await kubectl.ok('describe node kubelab');
    assert.match(node, /^ +Ready +True /m);
    assert.match(node, /^ +default +noted +0 \(0%\)/m);
  });
});
