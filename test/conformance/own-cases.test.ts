/**
 * Kubelab's own conformance cases: on a practice cluster, and with KUBECONFIG set and KUBELAB_CONFORMANCE=real on that
 * cluster, in a namespace of their own which is deleted at the end.
 */
import { randomBytes } from 'node:crypto';
import { connect } from '../../src/index.js';
import type { Client } from '../../src/request/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';
import { type Case, runCase, type Sender, type Senders } from './case.js';
import { authentication, authorization } from './cases/access.js';
import { accountsAndTokens, certificates, discovery, namespaces } from './cases/namespaces.js';
import { objects, workloads } from './cases/objects.js';

const groups: Record<string, readonly Case[]> = {
  discovery,
  namespaces,
  'accounts and tokens': accountsAndTokens,
  authentication,
  authorization,
  objects,
  workloads,
  certificates,
};

const real = process.env.KUBELAB_CONFORMANCE === 'real';

describe(`our own conformance cases on ${real ? 'the cluster of KUBECONFIG' : 'the practice cluster'}`, function () {
  this.timeout(300_000);
  let cluster: TestCluster | undefined;
  let admin: Client;
  let senders: Senders;
  /** Why requests without a credential say nothing here. */
  let noAnonymous = '';
  const namespace = `kubelab-${randomBytes(4).toString('hex')}`;

  before(async () => {
    if (real) admin = await connect();
    else {
      cluster = await practiceCluster();
      const { certPem, keyPem } = cluster.admin;
      admin = await connect({ server: cluster.server, ca: cluster.caPem, cert: certPem, key: keyPem });
    }
    await admin.must.post('/api/v1/namespaces', { metadata: { name: namespace } });
    await admin.must.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: 'robot' } });
    const { token } = await admin.must.token('robot', { namespace });
    const robot = await admin.with({ token: token ?? '' });
    const anonymous = await admin.with({ anonymous: true });
    if ((await anonymous.get('/version')).status === 401) noAnonymous = 'this cluster refuses anonymous requests';
    const client = async (sender: Sender): Promise<Client> => {
      if (typeof sender === 'object') return admin.as(sender.user, { groups: sender.groups ?? [] });
      return { admin, anonymous, robot }[sender];
    };
    senders = { namespace, client };
  });

  after(async () => {
    await admin?.delete(`/api/v1/namespaces/${namespace}`);
    if (!cluster) return;
    await until(
      'the namespace is gone',
      async () => (await admin.get(`/api/v1/namespaces/${namespace}`)).status === 404,
    );
    await cluster.stop();
  });

  for (const [group, cases] of Object.entries(groups)) {
    describe(group, () => {
      for (const test of cases) {
        it(test.name, async function () {
          if (test.as === 'anonymous' && noAnonymous) skip(this, noAnonymous);
          await runCase(test, senders);
        });
      }
    });
  }
});
