import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecConfig } from '../../src/auth/connection.js';
import { forgetPluginCredential, type PluginSurroundings, pluginCredential } from '../../src/auth/exec-plugin.js';
import { isKubelabError, type KubelabError } from '../../src/errors.js';
import { type Issued, makeCa } from '../helpers/pki.js';

const apiVersion = 'client.authentication.k8s.io/v1';

describe('auth/exec-plugin', () => {
  let folder: string;
  let jane: Issued;
  let time = Date.parse('2026-01-01T00:00:00Z');
  const surroundings = (more: Partial<PluginSurroundings> = {}): PluginSurroundings => ({
    env: process.env,
    now: () => time,
    timeout: 60_000,
    terminal: false,
    ...more,
  });
  const plugin = (script: string, more: Partial<ExecConfig> = {}): ExecConfig => ({
    apiVersion,
    command: '/bin/sh',
    args: ['-c', script],
    env: {},
    interactiveMode: 'Never',
    ...more,
  });
  const answer = (status: object, version = apiVersion): string =>
    `cat <<'X'\n${JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status })}\nX`;
  const failure =
    (text: RegExp): ((error: unknown) => boolean) =>
    (error) => {
      assert(isKubelabError(error), String(error));
      assert.equal(error.code, 'EXEC_PLUGIN_FAILED');
      assert.match((error as KubelabError).message, text);
      return true;
    };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-exec-'));
    jane = await (await makeCa()).issue({ cn: 'jane' });
  });
  after(() => rmSync(folder, { recursive: true }));

  it('keeps what a plugin gave until it expires or is forgotten', async () => {
    const count = join(folder, 'count');
    writeFileSync(count, '');
    const exec = plugin(`echo x >> ${count}; ${answer({ token: 'tok', expirationTimestamp: '2026-01-01T00:10:00Z' })}`);
    const runs = (): number => readFileSync(count, 'utf8').length / 2;
    assert.deepEqual(await pluginCredential(exec, surroundings()), {
      token: 'tok',
      expires: Date.parse('2026-01-01T00:10:00Z'),
    });
    await pluginCredential(exec, surroundings());
    assert.equal(runs(), 1);
    time = Date.parse('2026-01-01T00:10:01Z');
    await pluginCredential(exec, surroundings());
    assert.equal(runs(), 2);
    time = Date.parse('2026-01-01T00:00:00Z');
    forgetPluginCredential(exec);
    await pluginCredential(exec, surroundings());
    assert.equal(runs(), 3);
  });

  it('hands over its environment and KUBERNETES_EXEC_INFO, and takes a certificate', async () => {
    const out = join(folder, 'info');
    const exec = plugin(
      `echo "$A $KUBERNETES_EXEC_INFO" > ${out}; ${answer({ clientCertificateData: jane.cert, clientKeyData: jane.key })}`,
      {
        env: { A: 'b' },
        cluster: { server: 'https://h' },
      },
    );
    const credential = await pluginCredential(exec, surroundings());
    assert.deepEqual(credential, { certificate: jane });
    const [, info = ''] = /^b (.*)$/m.exec(readFileSync(out, 'utf8')) ?? [];
    assert.deepEqual(JSON.parse(info), {
      apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://h' } },
    });
  });

  it('says in words what a plugin did wrong', async () => {
    const cases: [ExecConfig, RegExp][] = [
      [plugin('echo nonsense'), /not JSON/],
      [plugin('echo "{}"'), /something else/],
      [plugin(answer({ token: 'x' }, 'client.authentication.k8s.io/v1beta1')), /v1beta1/],
      [plugin(answer({})), /without a token/],
      [plugin(answer({ token: 'x', expirationTimestamp: 'soon' })), /no date/],
      [plugin('echo "please log in" >&2; exit 3'), /exit code 3: please log in/],
      [plugin('', { command: join(folder, 'no-such-plugin') }), /not on this machine/],
      [plugin(answer({ token: 'x' }), { interactiveMode: 'Always' }), /no terminal/],
    ];
    for (const [exec, text] of cases) await assert.rejects(pluginCredential(exec, surroundings()), failure(text));
    await assert.rejects(
      pluginCredential(plugin('exec tail -f /dev/null'), surroundings({ timeout: 50 })),
      failure(/within/),
    );
  });

  it('tells how to install it', async () => {
    const exec = plugin('', { command: join(folder, 'none'), installHint: 'apt install none' });
    await assert.rejects(pluginCredential(exec, surroundings()), { hint: 'apt install none' });
    await assert.rejects(pluginCredential(plugin('exit 1'), surroundings()), {
      hint: 'Run the command of the kubeconfig by hand and look at what it prints.',
    });
  });
});
