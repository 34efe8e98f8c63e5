/** Debian's python3-kubernetes on the practice cluster: lists, a watch, writes, patches, exec and an answer that is an error. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../helpers/command.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

/** The first Python that has the client: the one on the PATH may be another than Debian's. */
function pythonWithClient(): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (program) => spawnSync(program, ['-c', 'import kubernetes']).status === 0,
  );
}

describe('the Python client on the practice cluster', () => {
  let cluster: TestCluster;
  let folder = '';
  let python: string | undefined;

  before(async () => {
    python = pythonWithClient();
    if (!python) return;
    cluster = await practiceCluster();
    folder = await mkdtemp(join(tmpdir(), 'kubelab-python-'));
    await writeFile(join(folder, 'kubeconfig'), cluster.adminKubeconfig(), { mode: 0o600 });
  });
  beforeEach(function () {
    if (!python) skip(this, 'python3-kubernetes is not installed');
  });
  after(async () => {
    await cluster?.stop();
    if (folder) await rm(folder, { recursive: true });
  });

  /** Runs a script behind the lines that every script begins with; what it prints is JSON. */
  async function run(script: string): Promise<unknown> {
    const head = [
      'import json, time',
      'from kubernetes import client, config, watch',
      'from kubernetes.stream import stream',
      `config.load_kube_config(${JSON.stringify(join(folder, 'kubeconfig'))})`,
      'core, apps = client.CoreV1Api(), client.AppsV1Api()',
    ];
    const running = start(python ?? '', ['-'], { env: { PATH: process.env.PATH, HOME: folder } });
    running.child.stdin?.end([...head, script].join('\n'));
    const { code } = await running.ended;
    assert.equal(code, 0, running.stderr());
    return JSON.parse(running.stdout());
  }

  it('lists, creates, reads, patches and deletes', async () => {
    const seen = await run(`
meta = client.V1ObjectMeta(name='one', labels={'by': 'python'})
made = core.create_namespaced_config_map('default', client.V1ConfigMap(metadata=meta, data={'a': '1'}))
patched = core.patch_namespaced_config_map('one', 'default', {'data': {'a': None, 'b': '2'}})
applied = core.patch_namespaced_config_map('one', 'default', [{'op': 'add', 'path': '/data/c', 'value': '3'}])
page = core.list_config_map_for_all_namespaces(limit=1)
rest = core.list_config_map_for_all_namespaces(limit=100, _continue=page.metadata._continue)
names = [m.metadata.name for m in core.list_namespaced_config_map('default', label_selector='by=python').items]
gone = core.delete_namespaced_config_map('one', 'default')
try:
    core.read_namespaced_config_map('one', 'default')
except client.ApiException as error:
    missing = [error.status, json.loads(error.body)['reason']]
print(json.dumps({'made': made.data, 'patched': patched.data, 'applied': applied.data, 'names': names,
  'pages': [len(page.items), len(rest.items) > 0], 'gone': gone.status, 'missing': missing}))`);
    assert.deepEqual(seen, {
      made: { a: '1' },
      patched: { b: '2' },
      applied: { b: '2', c: '3' },
      names: ['one'],
      pages: [1, true],
      gone: 'Success',
      missing: [404, 'NotFound'],
    });
  });

  it('watches from where a list ended', async () => {
    const seen = await run(`
def put(name):
    core.create_namespaced_config_map('default', client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name)))
put('before')
version = core.list_namespaced_config_map('default').metadata.resource_version
put('after')
core.delete_namespaced_config_map('before', 'default')
seen, w = [], watch.Watch()
for event in w.stream(core.list_namespaced_config_map, 'default', resource_version=version, timeout_seconds=20):
    seen.append([event['type'], event['object'].metadata.name])
    if len(seen) == 2: w.stop()
print(json.dumps(seen))`);
    assert.deepEqual(seen, [
      ['ADDED', 'after'],
      ['DELETED', 'before'],
    ]);
  });

  it('runs commands in a pod, and reads its log', async () => {
    const seen = await run(`
container = client.V1Container(name='main', image='busybox', command=['sh', '-c', 'echo started; sleep infinity'])
pod = client.V1Pod(metadata=client.V1ObjectMeta(name='shell'), spec=client.V1PodSpec(containers=[container]))
core.create_namespaced_pod('default', pod)
w = watch.Watch()
for event in w.stream(core.list_namespaced_pod, 'default', field_selector='metadata.name=shell', timeout_seconds=20):
    if event['object'].status.phase == 'Running': w.stop()
def run(command, **more):
    return stream(core.connect_get_namespaced_pod_exec, 'shell', 'default', command=command,
      stdout=True, stderr=True, stdin=False, tty=False, **more)
both = run(['sh', '-c', 'echo out; echo err >&2'])
talk = stream(core.connect_get_namespaced_pod_exec, 'shell', 'default', command=['sh'],
  stdout=True, stderr=True, stdin=True, tty=False, _preload_content=False)
talk.write_stdin('echo typed\\nexit 3\\n')
talk.run_forever(timeout=20)
while True:
    log = core.read_namespaced_pod_log('shell', 'default')
    if log: break
print(json.dumps({'both': sorted(both.split()), 'typed': talk.read_stdout(), 'code': talk.returncode, 'log': log}))`);
    assert.deepEqual(seen, { both: ['err', 'out'], typed: 'typed\n', code: 3, log: 'started\n' });
  });

  it('scales a deployment, and asks for a token that works', async () => {
    const seen = await run(`
labels = {'app': 'web'}
template = client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels=labels),
  spec=client.V1PodSpec(containers=[client.V1Container(name='main', image='nginx')]))
spec = client.V1DeploymentSpec(replicas=1, selector=client.V1LabelSelector(match_labels=labels), template=template)
apps.create_namespaced_deployment('default', client.V1Deployment(metadata=client.V1ObjectMeta(name='web'), spec=spec))
apps.patch_namespaced_deployment_scale('web', 'default', {'spec': {'replicas': 2}})
w = watch.Watch()
for event in w.stream(apps.list_namespaced_deployment, 'default', timeout_seconds=20):
    if event['object'].status.available_replicas == 2: w.stop()
request = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=600))
token = core.create_namespaced_service_account_token('default', 'default', request).status.token
own = client.Configuration.get_default_copy()
own.cert_file = own.key_file = None
own.api_key = {'authorization': 'Bearer ' + token}
with client.ApiClient(own) as api:
    who = client.AuthenticationV1Api(api).create_self_subject_review(client.V1SelfSubjectReview()).status.user_info
    try:
        client.CoreV1Api(api).list_namespaced_pod('default')
    except client.ApiException as error:
        refused = [error.status, json.loads(error.body)['message']]
pods = core.list_namespaced_pod('default', label_selector='app=web').items
print(json.dumps({'pods': len(pods), 'who': who.username, 'refused': refused}))`);
    assert.deepEqual(seen, {
      pods: 2,
      who: 'system:serviceaccount:default:default',
      refused: [
        403,
        'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
      ],
    });
    assert.deepEqual(cluster.faults, []);
  });
});
