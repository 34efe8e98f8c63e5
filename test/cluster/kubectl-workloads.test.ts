/** Workloads beyond deployments under the real kubectl: made, followed, described, rolled out and removed. */
import assert from 'node:assert/strict';
import { type Kubectl, kubectlOf, needs } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';

const set = (kind: string, image: string): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web' },
    spec: {
      ...(kind === 'StatefulSet' ? { serviceName: 'web', replicas: 2 } : {}),
      selector: { matchLabels: { app: kind } },
      template: { metadata: { labels: { app: kind } }, spec: { containers: [{ name: 'nginx', image }] } },
    },
  });

describe('kubectl and workloads', () => {
  let cluster: TestCluster;
  let ok: Kubectl['ok'];
  let kubectl: Kubectl;
  before(async function () {
    needs(this, 'kubectl');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    ({ ok } = kubectl);
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  it('a job runs to its end, and tells what it did', async () => {
    assert.equal(await ok('create job hello --image=busybox -- echo hi'), 'job.batch/hello created\n');
    assert.equal(await ok('wait --for=condition=complete job/hello --timeout=30s'), 'job.batch/hello condition met\n');
    assert.equal(await ok('logs job/hello'), 'hi\n');
    assert.match(await ok('get jobs'), /^hello +Complete +1\/1 +[\dms]+ +[\dms]+$/m);
    const described = await ok('describe job hello');
    assert.match(described, /Pods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed/);
    assert.match(described, /Normal +SuccessfulCreate +\S+ +job-controller +Created pod: hello-\w{5}/);
    assert.match(described, /Normal +Completed +\S+ +job-controller +Job completed/);
    assert.equal(await ok('delete job hello'), 'job.batch "hello" deleted\n');
    assert.equal(await ok('get pods -l job-name=hello -o name'), '');
  });

  it('a job that fails says why', async () => {
    await ok("create job bad --image=busybox -- sh -c 'exit 1'");
    await ok(`patch job bad -p '{"spec":{"backoffLimit":0}}'`);
    assert.equal(await ok('wait --for=condition=failed job/bad --timeout=30s'), 'job.batch/bad condition met\n');
    assert.match(await ok('get job bad'), /^bad +Failed +0\/1/m);
    assert.match(
      await ok('describe job bad'),
      /Warning +BackoffLimitExceeded .* Job has reached the specified backoff limit/,
    );
  });

  it('a job is made of a cron job', async () => {
    await ok("create cronjob tick --image=busybox --schedule='@yearly' -- date");
    assert.equal(await ok('create job now --from=cronjob/tick'), 'job.batch/now created\n');
    await ok('wait --for=condition=complete job/now --timeout=30s');
    assert.match(await ok('get cj'), /^tick +@yearly +<none> +False +0 +<none> +[\dms]+$/m);
    await ok('delete cronjob tick');
    await ok('wait --for=delete job/now --timeout=30s');
  });

  for (const [kind, resource, settled] of [
    ['StatefulSet', 'statefulset', /(statefulset rolling update complete 2 pods|partitioned roll out complete)/],
    ['DaemonSet', 'daemonset', /daemon set "web" successfully rolled out/],
  ] as const) {
    it(`${resource}: rolls out, back and anew`, async () => {
      await ok('apply -f -', { stdin: set(kind, 'nginx:1.25') });
      await ok(`rollout status ${resource}/web --timeout=60s`);
      await ok(`set image ${resource}/web nginx=nginx:1.27`);
      assert.match(await ok(`rollout status ${resource}/web --timeout=60s`), settled);
      const images = () => ok(`get pods -l app=${kind} -o jsonpath='{.items[*].spec.containers[0].image}'`);
      assert.doesNotMatch(await images(), /1\.25/);
      await ok(`rollout undo ${resource}/web`);
      await ok(`rollout status ${resource}/web --timeout=60s`);
      assert.doesNotMatch(await images(), /1\.27/);
      assert.deepEqual((await ok(`rollout history ${resource}/web`)).match(/^\d+/gm), ['2', '3']);
      assert.equal(await ok(`rollout restart ${resource}/web`), `${resource}.apps/web restarted\n`);
      await ok(`rollout status ${resource}/web --timeout=60s`);
    });
  }

  it('all of them are shown together', async () => {
    const shown = await ok('get all -o name');
    for (const name of ['pod/web-0', 'pod/web-1', 'daemonset.apps/web', 'statefulset.apps/web', 'job.batch/bad']) {
      assert.ok(shown.split('\n').includes(name), `${name} in ${shown}`);
    }
    await ok('delete sts,ds,job --all');
    await ok('wait --for=delete pod --all --timeout=60s');
    assert.deepEqual(cluster.faults, []);
  });
});
