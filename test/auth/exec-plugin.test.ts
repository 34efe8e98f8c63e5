import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecConfig } from '../../src/auth/connection.js';
import { forgetPluginCredential, type PluginSurroundings, pluginCredential } from '../../src/auth/exec-plugin.js';
import { isKubelabError, type KubelabError } from '../../src/errors.js';
import { type Issued, makeCa } from '../helpers/pki.js';
import { commandOf, processIds } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

const apiVersion = 'client.authentication.k8s.io/v1';

describe('auth/exec-plugin', () => {
  let folder: string;
  let jane: Issued;
  let time = 0;
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

  it('ends a plugin that prints without end, and shows little of long or deep words', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const long = 'x'.repeat(5000);
    const rows: [string, RegExp][] = [
      ['yes', /printed more than a megabyte, which no credential is\.$/],
      [`echo ${long} >&2; exit 3`, /ended with exit code 3: x{200}…\.$/],
      [answer({ token: 'tok' }, long), /answered as x{200}…, and the kubeconfig asks for/],
      [answer({ token: 'tok', expirationTimestamp: long }), /is no date: x{200}…\.$/],
    ];
    for (const [script, text] of rows)
      await assert.rejects(pluginCredential(plugin(script), surroundings()), failure(text));
    const file = join(folder, 'deep');
    writeFileSync(file, `{"kind":"ExecCredential","apiVersion":${deep}}`);
    await assert.rejects(pluginCredential(plugin(`cat ${file}`), surroundings()), failure(/answered as object, and/));
  });

  it('keeps what a plugin gave until it expires or is forgotten', async () => {
    time = Date.parse('2026-01-01T00:00:00Z');
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
    time = Date.parse('2026-01-01T00:10:00Z');
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

  it('tells a plugin that it may ask where somebody is there and the kubeconfig allows it', async () => {
    const out = join(folder, 'interactive');
    const told = async (interactiveMode: ExecConfig['interactiveMode'], terminal: boolean): Promise<unknown> => {
      const script = `echo "$KUBERNETES_EXEC_INFO" > ${out}; ${answer({ token: 'tok' })}`;
      await pluginCredential(plugin(script, { interactiveMode }), surroundings({ terminal }));
      return JSON.parse(readFileSync(out, 'utf8'));
    };
    const info = (interactive: boolean): object => ({ apiVersion, kind: 'ExecCredential', spec: { interactive } });
    assert.deepEqual(await told('IfAvailable', true), info(true));
    assert.deepEqual(await told('Always', true), info(true));
    assert.deepEqual(await told('Never', true), info(false));
    assert.deepEqual(await told('IfAvailable', false), info(false));
  });

  it('leaves no timer behind, which would keep a program from ending', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await Promise.resolve(); // mocha's own timer begins when a test first waits
    const before = timers();
    await pluginCredential(plugin(answer({ token: 'tok' })), surroundings());
    await assert.rejects(pluginCredential(plugin('', { command: join(folder, 'none') }), surroundings()));
    assert.equal(timers(), before);
  });

  it('ends a plugin that prints nothing in time', async () => {
    const file = join(folder, 'never-written');
    writeFileSync(file, '');
    const waiting = plugin('', { command: 'tail', args: ['-f', file] });
    await assert.rejects(pluginCredential(waiting, surroundings({ timeout: 50 })), {
      message: 'The credential plugin `tail` printed no credential within 0 seconds.',
    });
    const runs = (pid: number): boolean => commandOf(pid) === `tail\0-f\0${file}\0`;
    await until('the end of the plugin', () => !processIds().some(runs));
  });

  it('says in words what a plugin did wrong', async () => {
    const cases: [ExecConfig, RegExp][] = [
      [plugin('echo nonsense'), /not JSON/],
      [plugin('echo "{}"'), /something else/],
      [plugin('echo null'), /something else/],
      [plugin(`echo '{"kind":"ExecCredential","apiVersion":"${apiVersion}"}'`), /without a token/],
      [plugin(answer({ token: '', clientCertificateData: 5 })), /without a token/],
      [plugin(answer({ token: 'x' }, 'client.authentication.k8s.io/v1beta1')), /v1beta1/],
      [plugin(answer({})), /without a token/],
      [plugin(answer({ token: 'x', expirationTimestamp: 'soon' })), /no date/],
      [plugin('echo wait >&2; echo "please log in" >&2; exit 3'), /ended with exit code 3: please log in\.$/],
      [plugin('exit 4'), /ended with exit code 4\.$/],
      [plugin('kill -9 $$'), /ended with SIGKILL\.$/],
      [plugin('', { command: folder }), /cannot be started \(EACCES\)/],
      [plugin('', { command: join(folder, 'no-such-plugin') }), /not on this machine/],
      [plugin(answer({ token: 'x' }), { interactiveMode: 'Always' }), /no terminal/],
    ];
    for (const [exec, text] of cases) await assert.rejects(pluginCredential(exec, surroundings()), failure(text));
  });

  it('tells how to install it', async () => {
    const exec = plugin('', { command: join(folder, 'none'), installHint: 'apt install none' });
    await assert.rejects(pluginCredential(exec, surroundings()), { hint: 'apt install none' });
    await assert.rejects(pluginCredential(plugin('exit 1', { installHint: 'apt install none' }), surroundings()), {
      hint: 'apt install none',
    });
    const missing = plugin('', { command: join(folder, 'none') });
    await assert.rejects(pluginCredential(missing, surroundings()), {
      hint: 'Install it, or put its folder on the PATH.',
    });
    await assert.rejects(pluginCredential(plugin('exit 1'), surroundings()), {
      hint: 'Run the command of the kubeconfig by hand and look at what it prints.',
    });
  });
});
