/** Policies on requests that store no object as it came: deletions, evictions, tokens, bindings, connections. */
import assert from 'node:assert/strict';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const admission = '/apis/admissionregistration.k8s.io/v1';
const lab = '/api/v1/namespaces/lab';
const parts = ['validatingadmissionpolicybindings', 'validatingadmissionpolicies'];

describe('a validating policy', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await api.patch(await makeNamespace(api, 'lab'), { metadata: { labels: { team: 'red' } } });
    await pod('web');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  afterEach(async () => {
    for (const part of parts) {
      assert.equal((await api.delete(`${admission}/${part}`)).code, 200);
    }
  });

  const pod = async (name: string): Promise<void> => {
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    assert.equal((await api.post(`${lab}/pods`, { metadata: { name, labels: { app: name } }, spec })).code, 201);
    await until(`${name} running`, async () => {
      const { status } = (await api.get(`${lab}/pods/${name}`)).body as { status?: { phase?: string } };
      return status?.phase === 'Running';
    });
  };
  /** Makes a policy of one expression about these operations on a resource, in the namespace of the team. */
  const policy = async (operation: string, resource: string, expression: string, more: object = {}): Promise<void> => {
    const rule = { apiGroups: ['', 'apps'], apiVersions: ['v1'], operations: [operation], resources: [resource] };
    const spec = {
      matchConstraints: {
        resourceRules: [rule],
        namespaceSelector: { matchLabels: { team: 'red' } },
        ...more,
      },
      validations: [{ expression, message: 'not so' }],
    };
    assert.equal(
      (await api.post(`${admission}/validatingadmissionpolicies`, { metadata: { name: 'p' }, spec })).code,
      201,
    );
    const binding = { metadata: { name: 'p' }, spec: { policyName: 'p', validationActions: ['Deny'] } };
    assert.equal((await api.post(`${admission}/validatingadmissionpolicybindings`, binding)).code, 201);
  };
  const refused = (answer: { code: number; message: string }): void => {
    assert.equal(answer.code, 422, answer.message);
    assert.match(answer.message, /^\S+ "\S+" is forbidden: ValidatingAdmissionPolicy 'p' .* denied request: not so$/);
  };

  it('keeps objects from being deleted, one by one and all at once, and sees how they were', async () => {
    await policy('DELETE', 'configmaps', "object == null && oldObject.metadata.?labels.keep.orValue('') != 'yes'");
    const map = (name: string, keep: string) => ({ metadata: { name, labels: { keep } } });
    for (const [name, keep] of [
      ['a', 'yes'],
      ['b', 'no'],
    ] as const)
      await api.post(`${lab}/configmaps`, map(name, keep));
    refused(await api.delete(`${lab}/configmaps/a`));
    refused(await api.delete(`${lab}/configmaps/a?dryRun=All`));
    refused(await api.delete(`${lab}/configmaps`));
    assert.equal((await api.get(`${lab}/configmaps/a`)).code, 200);
    assert.equal((await api.delete(`${lab}/configmaps/b`)).code, 200);
    // what the client asks for is looked at first
    assert.equal((await api.delete(`${lab}/configmaps/a`, { preconditions: { uid: 'other' } })).code, 409);
  });

  it('is asked about each deletion of an object that finalizers hold, and about the first of a pod and a namespace', async () => {
    const metadata = { name: 'held', finalizers: ['example.com/hold'] };
    const spec = { nodeName: 'elsewhere', containers: [{ name: 'c', image: 'nginx' }] };
    await api.post(`${lab}/configmaps`, { metadata });
    await api.post(`${lab}/pods`, { metadata, spec });
    await api.post('/api/v1/namespaces', { metadata: { name: 'held', labels: { team: 'red' } } });
    await api.post('/api/v1/namespaces/held/configmaps', { metadata });
    const paths = [`${lab}/configmaps/held`, `${lab}/pods/held`, '/api/v1/namespaces/held'];
    for (const path of paths) assert.equal((await api.delete(path)).code, 200);
    await policy('DELETE', '*', 'false');
    for (const [n, path] of paths.entries()) {
      const again = await api.delete(path);
      if (n === 0) refused(again);
      else assert.deepEqual([again.code, again.body.metadata.name], [200, 'held']);
    }
    refused(await api.delete(paths[1] ?? '', { gracePeriodSeconds: 0 }));
    for (const part of parts) await api.delete(`${admission}/${part}`);
    for (const path of [`${lab}/configmaps/held`, '/api/v1/namespaces/held/configmaps/held']) {
      await api.patch(path, { metadata: { finalizers: null } });
    }
    const { body } = await api.delete(`${lab}/pods/held`, { gracePeriodSeconds: 0 });
    assert.equal(body.metadata.deletionGracePeriodSeconds, 0);
    await api.patch(`${lab}/pods/held`, { metadata: { finalizers: null } });
    for (const path of paths) await until(`${path} is gone`, async () => (await api.get(path)).code === 404);
  });

  it('keeps everybody out of a pod, or lets them in with some commands', async () => {
    const exec = (query: string) => api.get(`${lab}/pods/web/exec?${query}`);
    await policy(
      'CONNECT',
      'pods/exec',
      "request.kind.kind == 'PodExecOptions' && request.subResource == 'exec' && object.?tty.orValue(false) == false && object.command[0] == 'ls' && object.?container.orValue('c') == 'c' && oldObject == null && request.options == null",
    );
    refused(await exec('command=sh&stdout=true'));
    refused(await exec('command=ls&stdout=true&tty=true'));
    refused(await exec('command=ls&stdout=true&container=d'));
    // who may pass meets the next hurdle
    assert.match((await exec('command=ls&stdout=true')).message, /Upgrade request required/);
    assert.match((await api.get(`${lab}/pods/web/attach?stdout=true`)).message, /Upgrade request required/);
  });

  it('keeps connections out by the options that they have', async () => {
    await policy('CONNECT', 'pods/*', "request.kind.kind == 'PodPortForwardOptions' && object.ports == [80]");
    refused(await api.get(`${lab}/pods/web/attach?stdin=true&stdout=true`));
    refused(await api.get(`${lab}/pods/web/portforward?ports=8080`));
    assert.notEqual((await api.get(`${lab}/pods/web/portforward?ports=80`)).code, 422);
  });

  it('keeps requests from going on to pods, services and nodes, by any method', async () => {
    const kinds = ['PodProxyOptions', 'ServiceProxyOptions', 'NodeProxyOptions'];
    const targets = [`${lab}/pods/web:8080`, `${lab}/services/none`, '/api/v1/nodes/kubelab'];
    for (const [n, target] of targets.entries()) {
      await policy(
        'CONNECT',
        '*/proxy',
        `!(request.kind.kind == '${kinds[n]}' && object == {'kind': '${kinds[n]}', 'apiVersion': 'v1', 'path': '/a/b/'})`,
        { namespaceSelector: {} },
      );
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        refused(await api.call(method, `${target}/proxy/a/b/?c=d`));
      }
      assert.notEqual((await api.get(`${target}/proxy/a/b`)).code, 422);
      for (const part of parts) await api.delete(`${admission}/${part}`);
    }
    assert.equal((await api.get('/api/v1/nodes/kubelab/proxy/healthz?dryRun=All')).message, 'dryRun is not supported');
  });

  it('about labels is not about a connection, which has none', async () => {
    await policy('CONNECT', 'pods/exec', 'false', {
      objectSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] },
    });
    assert.match((await api.get(`${lab}/pods/web/exec?command=ls&stdout=true`)).message, /Upgrade request required/);
  });

  it('sees an eviction as that, and not as a deletion', async () => {
    await policy('DELETE', 'pods', 'false');
    await pod('gone');
    const eviction = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
    refused(await api.delete(`${lab}/pods/gone`));
    assert.equal((await api.post(`${lab}/pods/gone/eviction`, eviction('gone'))).code, 201);
  });

  it('refuses an eviction', async () => {
    await policy('CREATE', 'pods/eviction', "request.kind.kind != 'Eviction' || object.metadata.name != 'web'");
    refused(
      await api.post(`${lab}/pods/web/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'web' },
      }),
    );
    assert.equal((await api.get(`${lab}/pods/web`)).code, 200);
  });

  it('looks at the audiences of a token before it is made', async () => {
    await policy(
      'CREATE',
      'serviceaccounts/token',
      "request.kind.kind == 'TokenRequest' && 'vault' in object.spec.audiences",
    );
    const token = (audience: string) =>
      api.post(`${lab}/serviceaccounts/default/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [audience] },
      });
    refused(await token('other'));
    assert.equal((await token('vault')).code, 201);
  });

  it('looks at a scale, and not at what is scaled', async () => {
    const deployments = '/apis/apps/v1/namespaces/lab/deployments';
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const spec = { replicas: 1, selector: { matchLabels: { a: 'b' } }, template };
    assert.equal((await api.post(deployments, { metadata: { name: 'd' }, spec })).code, 201);
    await policy(
      'UPDATE',
      '*/scale',
      "!(request.kind.group == 'autoscaling' && request.kind.version == 'v1' && request.kind.kind == 'Scale' && request.subResource == 'scale' && request.resource.resource == 'deployments' && object.spec.replicas == 5 && oldObject.spec.replicas < 3 && object.kind == 'Scale' && oldObject.kind == 'Scale' && !has(object.spec.template) && oldObject.metadata.uid == object.metadata.uid && object.status.selector == 'a=b')",
    );
    const scale = (replicas: number) => ({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'd' },
      spec: { replicas },
    });
    refused(await api.put(`${deployments}/d/scale`, scale(5)));
    refused(await api.patch(`${deployments}/d/scale`, { spec: { replicas: 5 } }));
    assert.equal((await api.put(`${deployments}/d/scale`, scale(2))).code, 200);
    assert.equal((await api.patch(`${deployments}/d/scale`, { spec: { replicas: 4 } })).code, 200);
    assert.equal((await api.patch(`${deployments}/d/scale`, { spec: { replicas: 5 } })).code, 200);
  });

  it('looks at a binding', async () => {
    const spec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'nginx' }] };
    await api.post(`${lab}/pods`, { metadata: { name: 'waits' }, spec });
    // the change of the pod by the binding is not admitted once more
    await policy(
      '*',
      'pods/*',
      "request.subResource == 'status' || (request.operation == 'CREATE' && object.kind == 'Binding' && object.target.name != 'none')",
    );
    const bind = (name: string) =>
      api.post(`${lab}/pods/waits/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'waits' },
        target: { kind: 'Node', name },
      });
    refused(await bind('none'));
    assert.equal((await bind('kubelab')).code, 201);
  });
});
