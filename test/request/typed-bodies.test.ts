import assert from 'node:assert/strict';
import { type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';

describe('request: typed bodies in a notebook', () => {
  let kernel: ProtocolKernel;
  before(async () => {
    kernel = await protocolKernel();
    // nothing answers there: a type is known before an answer is
    const { errors } = await execute(
      "import { connect } from 'kubelab';\n" +
        "const client = await connect({ server: 'https://127.0.0.1:1' });\n" +
        "const pods = await client.list('pods', { namespace: 'lab' });\n" +
        "const secret = await client.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });\n" +
        "const binding = await client.apply({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'a' } });\n" +
        "const yaml = await client.create('{apiVersion: v1, kind: Pod, metadata: {name: a}}');",
    );
    assert.equal(errors, '');
  });
  after(() => kernel.close());

  async function execute(code: string): Promise<{ errors: string }> {
    const { published } = await kernel.execute(code);
    const isError = ([type, { name }]: (typeof published)[number]): boolean => type === 'error' || name === 'stderr';
    return { errors: published.flatMap((one) => (isError(one) ? JSON.stringify(one[1]) : [])).join('') };
  }
  const completions = async (code: string): Promise<string[]> => {
    const reply = await kernel.ask('shell', 'complete_request', { code, cursor_pos: code.length });
    return Array.isArray(reply?.matches) ? reply.matches.map(String) : [];
  };
  const offers = async (code: string, ...names: string[]): Promise<void> => {
    const found = await completions(code);
    for (const name of names) assert(found.includes(name), `${code} offers ${found.join()}`);
  };

  it('J20: Tab goes on behind body. for the kinds that are known', async () => {
    await offers('pods.body.', 'items', 'metadata');
    await offers('pods.body.items[0].', 'metadata', 'spec', 'status');
    await offers('pods.body.items[0].status.', 'phase', 'podIP', 'containerStatuses');
    await offers('pods.body.items[0].spec.containers[0].', 'image', 'volumeMounts');
    await offers('secret.body.', 'data', 'type');
    await offers('binding.body.roleRef.', 'kind', 'name');
    await offers("client.until('deployments', (object) => object.status.", 'readyReplicas');
    await offers("client.list('", 'pods', 'rolebindings');
  });

  it('J20: other fields, those of a refusal and paths stay of any type', async () => {
    const { errors } = await execute(
      'pods.body?.message; pods.body?.items?.[0]?.status?.brandNew?.field; yaml.body?.spec?.x;\n' +
        "(await client.get('/api/v1/pods')).body?.items?.[0]?.spec;\n" +
        "let answer = await client.list('pods'); answer = await client.list('secrets'); answer = await client.list('deployments');\n" +
        '(secret.body?.data ?? {}).password; (pods.body?.items?.[0]?.metadata.labels ?? {}).app;\n' +
        "if (pods.body?.kind === 'Status') console.log(pods.body.reason);\n" +
        "const jobs = await client.request({ method: 'GET', path: '/apis/batch/v1/jobs' }); jobs.body?.items;",
    );
    assert.equal(errors, '');
    const wrong = await execute('const phase: number = pods.body.items[0].status.phase;');
    assert.match(wrong.errors, /Type 'string' is not assignable to type 'number'/);
  });
});
