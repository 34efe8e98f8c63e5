/** What the chapter does with kubectl, done with the real one and the kubeconfig that the cluster writes. */
import assert from 'node:assert/strict';
import { type Kubectl, kubectlOf, needs, watched } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

describe('kubectl on the practice cluster', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl['run'];
  let ok: Kubectl['ok'];
  let tool: Kubectl | undefined;

  before(async function () {
    needs(this, 'kubectl');
    cluster = await practiceCluster();
    tool = await kubectlOf(cluster);
    ({ run: kubectl, ok } = tool);
  });

  after(async () => {
    await tool?.close();
    await cluster?.stop();
  });

  const names = (table: string): string[] =>
    table
      .split('\n')
      .slice(1)
      .map((row) => row.split(/\s+/)[0] ?? '');

  it('says who the admin is', async () => {
    const out = await ok('auth whoami');
    assert.match(out, /^Username +kubelab-admin$/m);
    assert.match(out, /^Groups +\[system:masters system:authenticated\]$/m);
  });

  it('lists namespaces, accounts and Secrets', async () => {
    const out = await ok('get ns,sa,secrets -A');
    for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
      assert.match(out, new RegExp(`namespace/${name} +Active`));
      assert.match(out, new RegExp(`^${name} +serviceaccount/default `, 'm'));
    }
  });

  it('binds a role to the default account, which may then list pods', async () => {
    assert.equal((await kubectl('auth can-i list pods --as=system:serviceaccount:default:default')).out.trim(), 'no');
    const made = await ok(
      'create rolebinding defaultSA-view --clusterrole=view --serviceaccount=default:default --namespace=default',
    );
    assert.equal(made.trim(), 'rolebinding.rbac.authorization.k8s.io/defaultSA-view created');
    assert.equal((await kubectl('auth can-i list pods --as=system:serviceaccount:default:default')).out.trim(), 'yes');
  });

  it('runs a pod and reads its account from the inside', async () => {
    assert.equal((await ok('run my-bash --image=bash --command -- sleep infinity')).trim(), 'pod/my-bash created');
    await ok('wait pod/my-bash --for=condition=Ready --timeout=60s');
    const mounted = '/run/secrets/kubernetes.io/serviceaccount';
    assert.equal(await ok(`exec my-bash -- cat ${mounted}/namespace`), 'default');
    assert.deepEqual((await ok(`exec my-bash -- ls ${mounted}`)).trim().split(/\s+/), ['ca.crt', 'namespace', 'token']);
    const token = await ok(`exec my-bash -- cat ${mounted}/token`);
    const who = await ok(`auth whoami --token=${token} --user= -o jsonpath={.status.userInfo.username}`);
    assert.equal(who, 'kubelab-admin', 'the certificate of the kubeconfig is stronger than the token');
  });

  it('passes standard input and the exit code of a command through exec', async () => {
    assert.equal(await ok('exec -i my-bash -- cat', { stdin: 'one\ntwo\n' }), 'one\ntwo\n');
    const { code, err } = await kubectl('exec my-bash -- cat /nowhere');
    assert.equal(code, 1);
    assert.match(err, /No such file or directory/);
    assert.match(err, /command terminated with exit code 1/);
  });

  it('runs a shell in a pod of its own, which is gone afterwards', async () => {
    const out = await ok('run once --rm -i --image=bash --restart=Never --command -- bash -c id');
    assert.match(out, /^uid=0\(root\)/m);
    assert.match((await kubectl('get pod once')).err, /pods "once" not found/);
  });

  it('adds a container to a running pod, and runs a command in it', async () => {
    await ok('debug my-bash --image=busybox --container=debugger --attach=false -- sleep infinity');
    await until('the container', async () =>
      (await ok('get pod my-bash -o jsonpath={.status.ephemeralContainerStatuses[0].state}')).includes('running'),
    );
    assert.equal((await ok('exec my-bash -c debugger -- echo hello')).trim(), 'hello');
    const { err } = await kubectl('debug my-bash --image=busybox --container=my-bash --attach=false -- sh');
    assert.match(err, /Duplicate value: "my-bash"|already exists/);
  });

  it('changes what a container asks for, in place', async () => {
    await ok(
      `run small --image=nginx --overrides='{"spec":{"containers":[{"name":"small","image":"nginx","resources":{"requests":{"cpu":"100m"}}}]}}'`,
    );
    const patch = (cpu: string): string =>
      `patch pod small --subresource=resize -p '{"spec":{"containers":[{"name":"small","resources":{"requests":{"cpu":"${cpu}"}}}]}}'`;
    await ok(patch('200m'));
    assert.equal(await ok('get pod small -o jsonpath={.spec.containers[0].resources.requests.cpu}'), '200m');
    const { err } = await kubectl(patch('0'));
    assert.match(err, /Pod QOS Class may not change as a result of resizing/);
  });

  it('reaches the kubelet through the API server, and in a pod nothing that listens', async () => {
    assert.equal(await ok('get --raw /api/v1/nodes/kubelab/proxy/healthz'), 'ok');
    assert.match(await ok('get --raw /api/v1/nodes/kubelab/proxy/pods'), /"name":"my-bash"/);
    const refused = await kubectl('get --raw /api/v1/namespaces/default/pods/small:8080/proxy/');
    assert.match(refused.err, /error trying to reach service: dial tcp 10\.\S+:8080: connect: connection refused/);
    assert.match(
      (await kubectl('get --raw /api/v1/namespaces/default/pods/nobody/proxy/')).err,
      /pods "nobody" not found/,
    );
    await ok('create service clusterip empty --tcp=80');
    // a controller makes the Endpoints of the service
    await ok('wait endpoints/empty --for=create --timeout=60s');
    const empty = await kubectl('get --raw /api/v1/namespaces/default/services/empty/proxy/');
    assert.match(empty.err, /no endpoints available for service "empty"/);
    assert.match((await kubectl('port-forward pod/small 18080:80')).err, /nothing listens on a port/);
  });

  it('follows a deployment while its pods come up', async () => {
    const watch = tool?.start('get pods -w -l app=web');
    await watched(cluster, 'app%3Dweb');
    assert.equal((await ok('create deployment web --image=nginx --replicas=2')).trim(), 'deployment.apps/web created');
    await ok('rollout status deployment/web --timeout=60s');
    const seen = (): string => watch?.stdout() ?? '';
    await until('two running pods in the watch', () => new Set(seen().match(/web-\S+ +1\/1 +Running/g)).size >= 2);
    assert.match(seen(), /Pending/);
    assert.match(seen(), /ContainerCreating/);
    assert.equal((await ok('scale deployment web --replicas=3')).trim(), 'deployment.apps/web scaled');
    await ok('rollout status deployment/web --timeout=60s');
    assert.equal(names(await ok('get pods -l app=web')).filter(Boolean).length, 3);
  });

  it('evicts a pod, and another takes its place', async () => {
    const [first = ''] = names(await ok('get pods -l app=web'));
    await ok(
      'drain kubelab --pod-selector=app=web --ignore-daemonsets --force --delete-emptydir-data --timeout=60s',
    ).catch(async (error) => assert.fail(`${error} ${await ok('get nodes')}`));
    assert.ok(!names(await ok('get pods -l app=web')).includes(first));
    await ok('uncordon kubelab');
  });

  it('deletes a namespace with all that is in it', async () => {
    await ok('create ns lab');
    await ok('-n lab create sa robot');
    await ok('-n lab create secret generic db --from-literal=password=s3cret');
    await ok('-n lab create deployment api --image=nginx');
    assert.match(await ok('delete ns lab'), /namespace "lab" deleted/);
    assert.match((await kubectl('get ns lab')).err, /namespaces "lab" not found/);
    assert.equal((await ok('get all,sa,secrets -n lab')).trim(), '');
    assert.deepEqual(cluster.faults, []);
  });
});
