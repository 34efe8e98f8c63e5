/** Who may what, with the real kubectl: certificates, tokens, roles, questions about rights, and the proxy. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Kubectl, kubectlOf, needs } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

const execute = promisify(execFile);

describe('kubectl and access', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;
  let ok: Kubectl['ok'];

  before(async function () {
    needs(this, 'kubectl', 'openssl');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    ({ ok } = kubectl);
    await ok('create serviceaccount robot');
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  const claims = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  /** Makes a user of the kubeconfig that has this token. */
  const holder = async (name: string, token: string): Promise<string> => {
    await ok(`config set-credentials ${name} --token=${token.trim()}`);
    return `--user=${name}`;
  };

  async function requestCertificate(name: string, group: string): Promise<void> {
    const { folder } = kubectl;
    await execute(
      'openssl',
      [
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/O=${group}/CN=${name}`,
      ],
      { cwd: folder },
    );
    const request = (await readFile(join(folder, `${name}.csr`))).toString('base64');
    const object = {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: {
        request,
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['client auth'],
        expirationSeconds: 3600,
      },
    };
    await ok('create -f -', { stdin: JSON.stringify(object) });
  }

  it('an approved request gives a certificate, and its holder is who it names', async () => {
    await requestCertificate('jane', 'developers');
    assert.match(
      await ok('get csr jane'),
      /^jane +[\dms]+ +kubernetes\.io\/kube-apiserver-client +kubelab-admin +60m +Pending$/m,
    );
    assert.match(
      await ok('certificate approve jane'),
      /^certificatesigningrequest\.certificates\.k8s\.io\/jane approved\n$/,
    );
    const certificate = await until('the certificate', async () => {
      const text = await ok("get csr jane -o jsonpath='{.status.certificate}'");
      return text || undefined;
    });
    await kubectl.write('jane.crt', Buffer.from(certificate, 'base64').toString());
    await ok('config set-credentials jane --client-certificate=jane.crt --client-key=jane.key --embed-certs');
    const who = await ok('--user=jane auth whoami');
    assert.match(who, /^Username +jane$/m);
    assert.match(who, /^Groups +\[developers system:authenticated\]$/m);
    assert.match(who, /^Extra: authentication\.kubernetes\.io\/credential-id +\[X509SHA256=[0-9a-f]{64}\]$/m);
    assert.equal(
      await kubectl.fails('--user=jane get pods'),
      'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"\n',
    );
    await ok('create rolebinding developers --clusterrole=view --group=developers');
    assert.equal(await ok('--user=jane get cm -o name'), 'configmap/kube-root-ca.crt\n');
    assert.match(await kubectl.fails('--user=jane delete cm kube-root-ca.crt'), /cannot delete resource "configmaps"/);
  });

  it('a denied request gets none, and cannot be approved any more', async () => {
    await requestCertificate('mallory', 'developers');
    assert.match(await ok('certificate deny mallory'), /mallory denied\n$/);
    assert.match(await ok('get csr mallory'), / Denied$/m);
    assert.match(
      await kubectl.fails('certificate approve mallory'),
      /^error: certificate signing request "mallory" is already Denied\n$/,
    );
    assert.equal(await ok("get csr mallory -o jsonpath='{.status.certificate}'"), '');
  });

  it('nobody gets a certificate of the masters by asking', async () => {
    await assert.rejects(
      requestCertificate('queen', 'system:masters'),
      /use of kubernetes\.io\/kube-apiserver-client signer with system:masters group is not allowed/,
    );
  });

  it('a token says what it was asked for: who, for whom, how long', async () => {
    const token = await ok('create token robot --audience=vault --audience=other --duration=20m');
    const { aud, exp, iat, sub } = claims(token);
    assert.deepEqual(aud, ['vault', 'other']);
    assert.equal(Number(exp) - Number(iat), 1200);
    assert.equal(sub, 'system:serviceaccount:default:robot');
    const user = await holder('vault', token);
    assert.match(await kubectl.fails(`${user} get pods`), /You must be logged in to the server/);
    assert.match(
      await kubectl.fails('create token robot --duration=1s'),
      /may not specify a duration less than 10 minutes/,
    );
  });

  for (const [kind, make, name] of [
    ['Secret', 'create secret generic bound', 'bound'],
    ['Pod', `run bound --image=nginx --overrides='{"spec":{"serviceAccountName":"robot"}}'`, 'bound'],
  ] as const) {
    it(`a token that is bound to a ${kind} ends with it`, async () => {
      await ok(make);
      const token = await ok(`create token robot --bound-object-kind=${kind} --bound-object-name=${name}`);
      const inside = claims(token)['kubernetes.io'] as Record<string, { name: string }>;
      assert.equal(inside[kind.toLowerCase()]?.name, name);
      const user = await holder(`of-${kind}`, token);
      assert.match(await ok(`${user} auth whoami`), /^Username +system:serviceaccount:default:robot$/m);
      await ok(`delete ${kind.toLowerCase()} ${name}`);
      await until('its end', async () => (await kubectl.run(`${user} auth whoami`)).code !== 0);
      assert.match(
        await kubectl.fails(`${user} auth whoami`),
        /error: You must be logged in to the server \(Unauthorized\)/,
      );
    });
  }

  it('a token ends with its account', async () => {
    await ok('create serviceaccount brief');
    const user = await holder('brief', await ok('create token brief'));
    const who = await ok(`${user} auth whoami -o json`);
    const { status } = JSON.parse(who) as { status: { userInfo: { groups: string[]; uid: string } } };
    assert.deepEqual(status.userInfo.groups, [
      'system:serviceaccounts',
      'system:serviceaccounts:default',
      'system:authenticated',
    ]);
    assert.equal(status.userInfo.uid, await ok("get sa brief -o jsonpath='{.metadata.uid}'"));
    await ok('delete serviceaccount brief');
    await until('its end', async () => (await kubectl.run(`${user} auth whoami`)).code !== 0);
  });

  it('can-i --list has the rights of a user and of everybody', async () => {
    await ok('create role reader --verb=get,list,watch --resource=pods --resource=pods/log');
    await ok('create role one --verb=get --resource=secrets --resource-name=db');
    await ok('create rolebinding reader --role=reader --serviceaccount=default:robot');
    await ok('create rolebinding one --role=one --serviceaccount=default:robot');
    const list = await ok('auth can-i --list --as=system:serviceaccount:default:robot');
    for (const row of [
      /^pods +\[\] +\[\] +\[get list watch\]$/m,
      /^pods\/log +\[\] +\[\] +\[get list watch\]$/m,
      /^secrets +\[\] +\[db\] +\[get\]$/m,
      /^selfsubjectreviews\.authentication\.k8s\.io +\[\] +\[\] +\[create\]$/m,
      /^ +\[\/healthz\] +\[\] +\[get\]$/m,
    ]) {
      assert.match(list, row);
    }
    const elsewhere = await ok('auth can-i --list -n kube-system --as=system:serviceaccount:default:robot');
    assert.doesNotMatch(elsewhere, /^pods /m);
    assert.match(await ok('auth can-i --list'), /^\*\.\* +\[\] +\[\] +\[\*\]$/m);
  });

  it('set subject changes whom a binding is for', async () => {
    const subjects = "get rolebinding reader -o jsonpath='{range .subjects[*]}{.kind}:{.name} {end}'";
    assert.match(await ok('set subject rolebinding reader --user=joe --group=ops'), /subjects updated\n$/);
    assert.equal(await ok(subjects), 'ServiceAccount:robot User:joe Group:ops ');
    assert.equal(await ok('auth can-i list pods --as=joe'), 'yes\n');
  });

  it('auth reconcile makes a role what the file says, and takes away only when told', async () => {
    const role = (verbs: string[]): string =>
      JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'rec', namespace: 'default' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
      });
    const verbs = async (): Promise<string[]> => {
      const text = await ok("get role rec -o jsonpath='{.rules[*].verbs[*]}'");
      return text.split(' ').sort();
    };
    await kubectl.write('role.json', role(['get']));
    assert.match(await ok('auth reconcile -f role.json'), /^role\.rbac\.authorization\.k8s\.io\/rec reconciled\n/);
    await kubectl.write('role.json', role(['list']));
    await ok('auth reconcile -f role.json --dry-run=client');
    assert.deepEqual(await verbs(), ['get']);
    await ok('auth reconcile -f role.json');
    assert.deepEqual(await verbs(), ['get', 'list']);
    await ok('auth reconcile -f role.json --remove-extra-permissions');
    assert.deepEqual(await verbs(), ['list']);
  });

  it('nobody gives rights away that they do not have', async () => {
    await ok('create clusterrolebinding bob --clusterrole=admin --user=bob');
    await until('the rights of bob', async () => (await kubectl.run('auth can-i create roles --as=bob')).code === 0);
    const err = await kubectl.fails('create role nodes --verb=get --resource=nodes --as=bob');
    assert.match(
      err,
      /attempting to grant RBAC permissions not currently held:\n\{APIGroups:\[""\], Resources:\["nodes"\], Verbs:\["get"\]\}/,
    );
  });

  it('create -f asks the questions of access, which are no objects', async () => {
    const spec = '{"resourceAttributes":{"verb":"list","resource":"nodes"}}';
    const review = `{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":${spec}}`;
    const ask = "create -f - -o jsonpath='{.status.allowed}'";
    assert.equal(await ok(ask, { stdin: review }), 'true');
    const { err } = await kubectl.run('create -f -', {
      stdin: review.replace('"spec"', '"metadata":{"name":"x"},"spec"'),
    });
    assert.match(err, /^The request is invalid: metadata: Invalid value: \{"name":"x",.*\}: must be empty/);
  });

  it('config view hides what is secret, and shows it when asked', async () => {
    assert.match(await ok('config view'), /certificate-authority-data: DATA\+OMITTED/);
    assert.match(await ok('config view'), /token: REDACTED/);
    assert.match(await ok('config view --raw --minify'), /client-key-data: [A-Za-z0-9+/=]{40}/);
    assert.equal(await ok("config view --minify -o jsonpath='{.clusters[0].cluster.server}'"), cluster.server);
  });

  it('proxy serves the API on a port of the loopback, with the rights of who runs it', async () => {
    const proxy = kubectl.start('proxy --port=0');
    const line = await proxy.sees(/Starting to serve on 127\.0\.0\.1:\d+/);
    const base = `http://${line.slice('Starting to serve on '.length)}`;
    const list = (await (await fetch(`${base}/api/v1/namespaces`)).json()) as { kind: string; items: unknown[] };
    assert.equal(list.kind, 'NamespaceList');
    assert.equal(list.items.length, 4);
    const made = await fetch(`${base}/api/v1/namespaces/default/configmaps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'proxied' } }),
    });
    assert.equal(made.status, 201);
    const event = cluster.events.find(({ objectRef, verb }) => objectRef?.name === 'proxied' && verb === 'create');
    assert.equal(event?.user.username, 'kubelab-admin');
    const watch = await fetch(
      `${base}/api/v1/namespaces/default/configmaps?watch=1&fieldSelector=metadata.name=proxied`,
    );
    const reader = watch.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    assert.match(Buffer.from(value ?? []).toString(), /^\{"type":"ADDED"/);
    await reader?.cancel();
    const missing = await fetch(`${base}/api/v1/namespaces/default/configmaps/nobody`);
    assert.equal(missing.status, 404);
  });
});
