/** Deployments under the real kubectl: rollouts and their history, what `set` changes, services before them. */
import assert from 'node:assert/strict';
import { type Kubectl, kubectlOf, needs, watched } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

describe('kubectl rolls out', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;
  let ok: Kubectl['ok'];

  before(async function () {
    needs(this, 'kubectl');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    ({ ok } = kubectl);
    await ok('create deployment web --image=nginx:1 --replicas=2');
    await done();
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  const done = async (): Promise<void> => {
    const status = await ok('rollout status deployment/web --timeout=60s');
    assert.match(status, /deployment "web" successfully rolled out\n$/);
  };
  const template = (path: string): Promise<string> => ok(`get deploy web -o jsonpath='{.spec.template${path}}'`);
  const image = (): Promise<string> => template('.spec.containers[0].image');
  const revisions = async (): Promise<string[]> => (await ok('rollout history deployment/web')).match(/^\d+/gm) ?? [];

  it('status follows a rollout until it is done', async () => {
    await ok('rollout pause deployment/web');
    assert.equal(
      await kubectl.fails('rollout pause deployment/web'),
      'error: deployments.apps "web" is already paused\n',
    );
    await ok('set image deployment/web nginx=nginx:2');
    const status = kubectl.start('rollout status deployment/web --timeout=60s');
    await status.sees(
      /Waiting for deployment "web" rollout to finish: 0 out of 2 new replicas have been updated\.\.\.\n/,
    );
    await watched(cluster, 'metadata.name%3Dweb');
    assert.equal(
      await ok("get rs -l app=web -o jsonpath='{.items[*].spec.replicas}'"),
      '2',
      'a paused one starts nothing',
    );
    assert.equal(await ok('rollout resume deployment/web'), 'deployment.apps/web resumed\n');
    await status.sees(/deployment "web" successfully rolled out\n/);
    assert.equal((await status.ended).code, 0);
    assert.equal(await ok("get pods -l app=web -o jsonpath='{.items[*].spec.containers[0].image}'"), 'nginx:2 nginx:2');
  });

  it('status gives up after its time, and when the deployment has exceeded its own', async () => {
    await ok('cordon kubelab');
    await ok('create deployment stuck --image=nginx');
    assert.match(
      await kubectl.fails('rollout status deployment/stuck --timeout=1s'),
      /error: timed out waiting for the condition/,
    );
    await ok(`patch deployment stuck -p '{"spec":{"progressDeadlineSeconds":1}}'`);
    assert.equal(
      await kubectl.fails('rollout status deployment/stuck --timeout=60s'),
      'error: deployment "stuck" exceeded its progress deadline\n',
    );
    await ok('uncordon kubelab');
    await ok('wait deployment stuck --for=condition=Available --timeout=60s');
    await ok('delete deployment stuck');
  });

  it('history has a row for each template, with the cause that was noted', async () => {
    assert.deepEqual(await revisions(), ['1', '2']);
    await ok("annotate deployment/web kubernetes.io/change-cause='a newer image'");
    assert.match(await ok('rollout history deployment/web'), /^2 +a newer image$/m);
    const one = await ok('rollout history deployment/web --revision=1');
    assert.match(one, /^deployment\.apps\/web with revision #1\nPod Template:\n[\s\S]*Image:\s+nginx:1$/m);
    assert.match(
      await kubectl.fails('rollout history deployment/web --revision=9'),
      /unable to find the specified revision/,
    );
    await ok('annotate deployment/web kubernetes.io/change-cause-');
  });

  it('undo goes back to the template before, or to a given one, as a new revision', async () => {
    assert.equal(await ok('rollout undo deployment/web'), 'deployment.apps/web rolled back\n');
    await done();
    assert.equal(await image(), 'nginx:1');
    assert.deepEqual(await revisions(), ['2', '3']);
    await ok('rollout undo deployment/web --to-revision=2');
    await done();
    assert.equal(await image(), 'nginx:2');
    assert.deepEqual(await revisions(), ['3', '4']);
    assert.equal(
      await kubectl.fails('rollout undo deployment/web --to-revision=77'),
      'error: unable to find specified revision 77 in history\n',
    );
    assert.match(await ok('rollout undo deployment/web --to-revision=4'), /^deployment\.apps\/web skipped rollback/);
  });

  it('restart replaces every pod', async () => {
    const names = async (): Promise<string[]> => (await ok('get pods -l app=web -o name')).split('\n').filter(Boolean);
    const before = await names();
    assert.equal(await ok('rollout restart deployment/web'), 'deployment.apps/web restarted\n');
    await done();
    await until('two other pods', async () => {
      const now = await names();
      return now.length === 2 && now.every((name) => !before.includes(name));
    });
    assert.match(await template('.metadata.annotations'), /kubectl\.kubernetes\.io\/restartedAt/);
  });

  it('set changes images, variables, accounts and resources, and the pods follow', async () => {
    assert.equal(await ok('set image deployment/web *=nginx:3'), 'deployment.apps/web image updated\n');
    assert.equal(await ok('set env deployment/web MODE=test OLD=x'), 'deployment.apps/web env updated\n');
    await ok('set env deployment/web OLD-');
    assert.equal(await ok('set env deployment/web --list'), '# Deployment web, container nginx\nMODE=test\n');
    await ok('create configmap settings --from-literal=colour=red');
    await ok('set env deployment/web --from=configmap/settings --prefix=APP_');
    await ok('create serviceaccount robot');
    assert.equal(await ok('set serviceaccount deployment/web robot'), 'deployment.apps/web serviceaccount updated\n');
    assert.equal(
      await ok('set resources deployment/web --requests=cpu=10m --limits=cpu=20m,memory=16Mi'),
      'deployment.apps/web resource requirements updated\n',
    );
    await done();
    const pod = (await ok('get pods -l app=web --sort-by=.metadata.creationTimestamp -o name'))
      .trim()
      .split('\n')
      .at(-1);
    const read = (path: string): Promise<string> => ok(`get ${pod} -o jsonpath='{.spec${path}}'`);
    assert.equal(await read('.containers[0].image'), 'nginx:3');
    assert.equal(await read('.serviceAccountName'), 'robot');
    assert.equal(await read('.containers[0].resources.limits.memory'), '16Mi');
    assert.equal(await ok(`exec ${pod} -- sh -c 'echo $MODE $APP_COLOUR'`), 'test red\n');
    assert.match(
      await kubectl.fails('set image deployment/web nobody=nginx:4'),
      /unable to find container named "nobody"/,
    );
  });

  it('a service account that is not there keeps new pods from being made until it is', async () => {
    await ok('create deployment lost --image=nginx');
    await ok('rollout status deployment/lost --timeout=60s');
    assert.equal(
      await ok('set serviceaccount deployment lost nobody'),
      'deployment.apps/lost serviceaccount updated\n',
    );
    const failed =
      'get rs -l app=lost -o jsonpath=\'{.items[*].status.conditions[?(@.type=="ReplicaFailure")].message}\'';
    await until('the failure', async () => (await ok(failed)) !== '');
    const message = await ok(failed);
    assert.match(
      message,
      /^pods "lost-[a-z0-9]+-" is forbidden: error looking up service account default\/nobody: serviceaccount "nobody" not found$/,
    );
    assert.match(
      await ok('describe rs -l app=lost'),
      /Warning +FailedCreate .* Error creating: pods "lost-[a-z0-9]+-" is/,
    );
    assert.match(await ok('describe deployment lost'), /ReplicaFailure +True +FailedCreate/);
    await ok('create serviceaccount nobody');
    assert.match(await ok('rollout status deployment/lost --timeout=60s'), /successfully rolled out\n$/);
    assert.equal(await ok(failed), '');
    await ok('delete deployment lost');
  });

  it('scale asks for a number of pods, if there are as many as one thinks', async () => {
    assert.equal(await ok('scale deployment web --replicas=3 --current-replicas=2'), 'deployment.apps/web scaled\n');
    assert.match(
      await ok('get deployment web --subresource=scale'),
      /^NAME +DESIRED +AVAILABLE +AGE\nweb +3 +\d +[\dms]+\n$/,
    );
    await done();
    assert.equal((await ok('get pods -l app=web -o name')).trim().split('\n').length, 3);
    assert.match(
      await kubectl.fails('scale deployment web --replicas=1 --current-replicas=9'),
      /Expected replicas to be 9, was 3/,
    );
    await ok('scale deployment web --replicas=0');
    await ok('wait --for=delete pods -l app=web --timeout=60s');
  });

  it('expose puts a service before a deployment', async () => {
    assert.equal(await ok('expose deployment web --port=80 --target-port=8080'), 'service/web exposed\n');
    assert.match(
      await ok("get svc web -o jsonpath='{.spec.selector} {.spec.ports[0].port} {.spec.ports[0].targetPort}'"),
      /^\{"app":"web"\} 80 8080$/,
    );
    assert.match(await ok('get svc web'), /^web +ClusterIP +10\.\d+\.\d+\.\d+ +<none> +80\/TCP +[\dms]+$/m);
    assert.match(await kubectl.fails('expose deployment web --port=80'), /services "web" already exists/);
    assert.equal(await ok('set selector service web app=other'), 'service/web selector updated\n');
    assert.equal(await ok('create service nodeport node --tcp=80 --node-port=30123'), 'service/node created\n');
    assert.match(await ok('get svc node'), /^node +NodePort +\S+ +<none> +80:30123\/TCP/m);
  });
});
