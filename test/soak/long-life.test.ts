import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClassicLevel } from 'classic-level';
import { type Clock, systemClock } from '../../src/cluster/clock.js';
import { isKubelabError } from '../../src/errors.js';
import { type Api, adminOf, apiOf, configMap } from '../helpers/api.js';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { signingRequest } from '../helpers/signing-request.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const hour = 3_600_000;
const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const pods = '/api/v1/namespaces/default/pods';

describe('a cluster on a laptop that slept for eight days', () => {
  let folder: string;
  let slept = 0;
  // timers do not run on while the machine sleeps; its time does
  const clock: Clock = { now: () => new Date(Date.now() + slept), after: systemClock.after };
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-sleep-'));
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    writeFileSync(join(folder, 'kubeconfig'), cluster.adminKubeconfig());
    await runs('early');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const runs = async (name: string): Promise<void> => {
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    const { code, text } = await admin.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
    assert.equal(code, 201, text);
    await until(`${name} to run`, async () => {
      const { body } = await admin.get(`${pods}/${name}`);
      return (body.status as { phase?: string } | undefined)?.phase === 'Running';
    });
  };
  const tokenOf = async (pod: string): Promise<string> => {
    const file = '/var/run/secrets/kubernetes.io/serviceaccount/token';
    const args = ['--kubeconfig', join(folder, 'kubeconfig'), 'exec', pod, '--', 'cat', file];
    return (await promisify(execFile)('kubectl', args)).stdout.trim();
  };
  const isTaken = async (token: string): Promise<number> => {
    const holder = apiOf(cluster, { token });
    const { code } = await holder.post(review, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    holder.close();
    return code;
  };

  it('gives its pods new tokens, keeps its node ready, runs new pods, signs certificates that begin now', async function () {
    if (!hasCommand('kubectl')) return skip(this, 'kubectl is not installed');
    const watching = await admin.watch(`${pods}?resourceVersion=0`);
    const early = await tokenOf('early');
    assert.equal(await isTaken(early), 201);
    const { body } = await admin.post('/api/v1/namespaces/default/serviceaccounts/default/token', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    });
    const { token: asked } = body.status as unknown as { token: string };
    assert.equal(await isTaken(asked), 201);
    slept = 8 * 24 * hour;

    assert.equal(await isTaken(asked), 401);
    // that of a pod is taken for a year, so that programs that read it once live on (KEP-1205)
    assert.equal(await isTaken(early), 201);
    const renewed = await tokenOf('early');
    assert.notEqual(renewed, early);
    assert.equal(await isTaken(renewed), 201);

    const { body: node } = await admin.get('/api/v1/nodes/kubelab');
    const { conditions } = node.status as { conditions: { type: string; status: string }[] };
    assert.equal(conditions.find(({ type }) => type === 'Ready')?.status, 'True');
    await runs('late');
    assert.equal(await isTaken(await tokenOf('late')), 201);
    await until('the watch to go on', () => watching.seen().some((event) => event === 'ADDED late'));
    watching.stop();

    const request = {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'jane' },
      spec: {
        request: await signingRequest('jane'),
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['client auth'],
        expirationSeconds: 3600,
      },
    };
    const made = await admin.post(csrs, request);
    assert.equal(made.code, 201, made.text);
    const condition = { type: 'Approved', status: 'True', reason: 'Test', message: 'approved' };
    const approved = { ...made.body, status: { conditions: [condition] } };
    assert.equal((await admin.put(`${csrs}/jane/approval`, approved)).code, 200);
    const pem = await until('the certificate', async () => {
      const { status } = (await admin.get(`${csrs}/jane`)).body as { status?: { certificate?: string } };
      return status?.certificate && Buffer.from(status.certificate, 'base64').toString();
    });
    const { X509Certificate } = await import('node:crypto');
    const { validFrom, validTo } = new X509Certificate(pem);
    assert.ok(Date.parse(validFrom) <= clock.now().getTime() && clock.now().getTime() < Date.parse(validTo));
    assert.deepEqual(cluster.faults, []);
  });
});

describe('a data folder of another version of kubelab', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'kubelab-format-')), 'data');
  });
  afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }));

  const filled = async (): Promise<void> => {
    const cluster = await practiceCluster({ dataDir });
    const admin = adminOf(cluster);
    await admin.post('/api/v1/namespaces/default/configmaps', configMap('mine'));
    admin.close();
    await cluster.stop();
  };
  const refuses = async (message: RegExp): Promise<void> => {
    await assert.rejects(practiceCluster({ dataDir }), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.equal(error.code, 'DATA_DIR_UNUSABLE');
      assert.match(error.message, message);
      assert.match(error.hint, /--data-dir/);
      return true;
    });
  };

  for (const version of [0, 2]) {
    it(`is refused with the reason and left as it is: version ${version} of the folder`, async () => {
      await filled();
      const marker = join(dataDir, 'kubelab.json');
      const own = readFileSync(marker, 'utf8');
      writeFileSync(marker, JSON.stringify({ version }));
      await refuses(new RegExp(`is a data folder of version ${version}, and this kubelab reads version 1`));
      // nothing was changed: with its own mark it is as before
      writeFileSync(marker, own);
      const cluster = await practiceCluster({ dataDir });
      const admin = adminOf(cluster);
      assert.equal((await admin.get('/api/v1/namespaces/default/configmaps/mine')).code, 200);
      admin.close();
      await cluster.stop();
    });
  }

  it('is refused with the reason: another format of the store', async () => {
    await filled();
    const database = new ClassicLevel(join(dataDir, 'store'));
    await database.put('!format', '0');
    await database.close();
    await refuses(/is of format 0, and this version of kubelab reads format 1/);
  });

  it('is refused when it is a folder of something else, and nothing is written there', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'thesis.txt'), 'mine');
    await refuses(/is not empty and no data folder of kubelab/);
    assert.equal(existsSync(join(dataDir, 'kubelab.json')), false);
  });

  it('is taken when a start was killed before it wrote anything', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'kubelab.json'), '');
    await filled();
  });
});
