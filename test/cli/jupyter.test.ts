/** `kubelab start` with the Jupyter of this machine: the server it opens, asked over its own REST and WebSocket API. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { findJupyter } from '../../src/cli/jupyter.js';
import { bin, inTerminal, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { freePort } from '../helpers/free-port.js';
import { jupyterSettings } from '../helpers/jupyter-settings.js';
import { skip } from '../helpers/skip.js';

interface Message {
  channel: string;
  parent_header: { msg_id?: string };
  header: { msg_type: string };
  content: { name?: string; text?: string; status?: string };
}

describe('kubelab start, with Jupyter', function () {
  this.timeout(300_000);
  let folder = '';
  let home = '';
  let remove = (): void => {};
  let running: Running | undefined;
  let server = '';
  let token = '';

  before(async function () {
    if (!findJupyter(process.env)) return void skip(this, 'not installed: jupyter-lab or jupyter-notebook');
    ({ home, remove } = makeHome());
    folder = mkdtempSync(join(tmpdir(), 'kubelab-jupyter-'));
    const settings = jupyterSettings(folder, await freePort());
    ({ server, token } = settings);
    running = inTerminal(home, [process.execPath, bin, 'start', '01'], settings);
    await running.sees(/Jupyter opens with the lessons/);
    await running.sees(new RegExp(`http://${server}`), 60_000);
  });
  after(async () => {
    if (running?.child.exitCode === null) running.child.kill('SIGTERM');
    await running?.ended;
    if (home) await runKubelab(home, ['cluster', 'down']);
    remove();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`http://${server}/api/${path}`, {
      headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await (answer.ok ? '' : answer.text())}`);
    return (await answer.json()) as T;
  }

  it('lists the lessons, and knows the kernel of this project', async () => {
    const { content } = await ask<{ content: { name: string }[] }>('contents');
    const names = content.map(({ name }) => name);
    for (const lesson of ['00-start-here', '01-client-certificates', '04-activity']) {
      assert.ok(names.includes(`${lesson}.ipynb`), names.join(', '));
    }
    assert.deepEqual(
      names.filter((name) => /solution|rubric|course/.test(name)),
      [],
      'J23: it opens in a copy, with no solutions in it',
    );
    assert.equal(existsSync(join(home, 'lessons', '01-client-certificates.ipynb')), true);
    const { kernelspecs } = await ask<{ kernelspecs: Record<string, { spec: { argv: string[]; language: string } }> }>(
      'kernelspecs',
    );
    assert.equal(kernelspecs.tslab?.spec.language, 'typescript');
    assert.match(kernelspecs.tslab?.spec.argv[1] ?? '', /dist\/kernel\/launch\.js$/);
    assert.equal(existsSync(join(folder, 'data', 'kernels')), false, 'nothing is registered for all projects');
  });

  it('runs a cell that talks to the practice cluster', async () => {
    const { kernel } = await ask<{ kernel: { id: string } }>('sessions', {
      ...{ path: '01-client-certificates.ipynb', name: '', type: 'notebook', kernel: { name: 'tslab' } },
    });
    const code =
      "import { connect } from 'kubelab';\nconst who = await (await connect()).whoami();\n" +
      "console.log('answered ' + who.status, process.env.KUBELAB_RECORD);";
    const { status, text } = await execute(kernel.id, code);
    assert.deepEqual([status, text], ['ok', 'answered 201 Jupyter\n']);
  });

  it('ends with its kernels and the cluster at Ctrl-C twice, with 0', async () => {
    assert.ok(running);
    running.type('\u0003');
    await running.sees(/Shut ?down this .*\[n\]\)\? /i);
    running.type('\u0003');
    await running.sees(/The practice cluster is stopped/);
    assert.deepEqual(await running.ended, { code: 0, signal: null });
    assert.equal(existsSync(join(home, 'running.json')), false);
  });

  /** Runs code as a browser does: an execute_request on the kernel's WebSocket, until its reply and its idle. */
  async function execute(kernel: string, code: string): Promise<{ status: string | undefined; text: string }> {
    const session = randomUUID();
    const socket = new WebSocket(`ws://${server}/api/kernels/${kernel}/channels?session_id=${session}&token=${token}`);
    await new Promise((opened, failed) => socket.once('open', opened).once('error', failed));
    const id = randomUUID();
    const header = { msg_id: id, msg_type: 'execute_request', session, username: '', version: '5.3', date: '' };
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    let text = '';
    const reply = new Promise<string | undefined>((done, failed) => {
      let status: string | undefined;
      socket.on('close', () => failed(new Error('the server closed the socket')));
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as Message;
        if (message.parent_header.msg_id !== id) return;
        if (message.header.msg_type === 'stream') text += message.content.text;
        if (message.header.msg_type === 'execute_reply') status = message.content.status;
        // What was printed comes on another channel than the reply, and may come after it.
        if (status !== undefined && text !== '') done(status);
      });
    });
    socket.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] }));
    try {
      return { status: await reply, text };
    } finally {
      socket.removeAllListeners('close');
      socket.close();
    }
  }
});
