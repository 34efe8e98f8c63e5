import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.js';
import { bin, inTerminal, kubelab, type Running, runKubelab } from '../helpers/command.js';
import { freePort } from '../helpers/free-port.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { skip } from '../helpers/skip.js';
import { code, smallCourse, text } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/;

describe('kubelab start --page', function () {
  this.timeout(300_000);
  let cluster: LessonCluster;
  let home = '';
  let folder = '';
  let args: string[] = [];
  const started: Running[] = [];
  before(async () => {
    cluster = await lessonCluster();
    home = String(cluster.env.KUBELAB_HOME);
    folder = mkdtempSync(join(tmpdir(), 'kubelab page '));
    const course = smallCourse(folder, [text('title', '# Small'), code('sum', '2 + 2')]);
    args = ['start', '--page', '--course', course, '--port', String(await freePort())];
  });
  afterEach(async () => {
    for (const running of started.splice(0)) {
      running.child.kill('SIGTERM');
      // one that a test has stopped ends when it goes on
      running.child.kill('SIGCONT');
      await running.ended;
    }
  });
  after(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function serve(...more: string[]): Running {
    const running = kubelab(home, [...args, ...more], { env: { KUBECONFIG: cluster.env.KUBECONFIG } });
    started.push(running);
    return running;
  }

  it('prints an address, and refuses to be served twice from one folder, with what to do', async () => {
    await serve('--no-open').sees(ADDRESS);
    const { code: exit, stdout, stderr } = await runKubelab(home, [...args, '--no-open']);
    assert.equal(exit, 3);
    // a refusal comes alone: no word of a cluster, or of the lessons' copy
    assert.equal(stdout, '');
    assert.match(stderr, /served already, by process \d+[\s\S]*next: use that page \(press o .*\[PAGE_RUNNING\]/);
  });

  it('says that its port is taken, and at which one the page is', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const running = kubelab(home, [...args.slice(0, -1), String(port), '--no-open'], {
      env: { KUBECONFIG: cluster.env.KUBECONFIG },
    });
    started.push(running);
    await running.sees(new RegExp(`Port ${port} is taken, so the page is at port \\d+`));
    await running.sees(ADDRESS);
    other.close();
  });

  it('prints the address behind a proxy, and refuses one that is none', async () => {
    await serve('--no-open', '--base-url', 'https://hub.example/user/ada/proxy/{port}').sees(
      /https:\/\/hub\.example\/user\/ada\/proxy\/\d+\/#[\w-]+/,
    );
    const { code: exit, stderr } = await runKubelab(home, [...args, '--base-url', 'hub.example']);
    assert.equal(exit, 2);
    assert.match(stderr, /Give an address such as https/);
  });

  it('opens the browser by a file of its own, so that no other user reads the token', async () => {
    const browser = join(folder, 'a-browser');
    const opened = join(folder, 'opened');
    writeFileSync(browser, `#!/bin/sh\necho $$ > '${opened}.pid'\nprintf %s "$1" > '${opened}'\nsleep 60\n`);
    chmodSync(browser, 0o755);
    const env = { KUBECONFIG: cluster.env.KUBECONFIG, BROWSER: 'a-browser', PATH: `${folder}:${process.env.PATH}` };
    const running = kubelab(home, args, { env });
    started.push(running);
    const token = (await running.sees(ADDRESS)).split('#')[1] ?? '';
    const file = await until('the browser', () => existsSync(opened) && (readFileSync(opened, 'utf8') || undefined));
    assert.match(readFileSync(file, 'utf8'), new RegExp(token));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const processes = execFileSync('ps', ['axeww', '-o', 'args'], { encoding: 'utf8' });
    assert.match(processes, /a-browser/);
    assert.ok(!processes.includes(token));
    for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      const path = join(home, name);
      if (!statSync(path).isFile() || !readFileSync(path, 'utf8').includes(token)) continue;
      assert.equal(statSync(path).mode & 0o077, 0, name);
    }
    running.child.kill('SIGTERM');
    await running.ended;
    assert.equal(existsSync(file), false);
    process.kill(-Number(readFileSync(`${opened}.pid`, 'utf8')));
  });

  it('opens it again by o, and ends by q, in a terminal', async () => {
    const env = { KUBECONFIG: cluster.env.KUBECONFIG };
    const running = inTerminal(home, [process.execPath, bin, ...args, '--no-open'], { env, columns: 120 });
    started.push(running);
    const first = await running.sees(ADDRESS);
    await running.sees(/q ends it/);
    running.type('o');
    assert.notEqual(await running.sees(ADDRESS), first);
    running.type('q');
    await running.sees(/Your place is kept\. To go on: .*start --page --no-open --course [\s\S]* --port \d+/);
    assert.equal((await running.ended).code, 0);
  });

  describe('in Chromium', () => {
    let browser: Browser | undefined;
    let context: BrowserContext;
    before(async function () {
      browser = await launchChromium();
      if (!browser) return skip(this, 'there is no Chromium');
      context = await browser.newContext();
      context.setDefaultTimeout(60_000);
    });
    after(() => browser?.close());

    it('a page says that its server was killed, keeps what is typed, and goes on with the next', async () => {
      const killed = serve('--no-open');
      const page = await context.newPage();
      await page.goto(await killed.sees(ADDRESS));
      const editor = page.locator('#cell-sum .cm-content');
      await editor.click();
      killed.child.kill('SIGKILL');
      await killed.ended;
      // where it was is where this page looks for it
      await page
        .getByRole('alert')
        .getByText(`start --page --no-open --course '${join(folder, 'course.yaml')}' --port ${args.at(-1)})`)
        .waitFor();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText('20 + 3');
      await page.keyboard.press('Control+Enter');
      await page.getByText('so nothing was run').waitFor();
      await page.getByRole('button', { name: 'Next: Another lesson' }).click();
      await page.getByText('so the lesson was not opened').waitFor();
      const asked = page.waitForEvent('dialog');
      void page.evaluate('location.reload()');
      assert.equal((await asked).type(), 'beforeunload');
      await (await asked).dismiss();

      const next = await context.newPage();
      const address = await serve('--no-open').sees(ADDRESS);
      await next.goto(address);
      await next.locator('#cell-sum').waitFor();
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await editor.click();
      await page.keyboard.press('Control+Enter');
      await page.locator('#cell-sum .outputs').getByText('23').waitFor({ timeout: 60_000 });
      assert.match(await editor.textContent().then(String), /20 \+ 3/);

      const stranger = await (await browser?.newContext())?.newPage();
      await stranger?.goto(address);
      await stranger?.getByRole('alert').getByText('needs a fresh address').waitFor();
      assert.equal(await stranger?.locator('.cell').count(), 0);
    });

    it('a page says that its server does not answer, and goes on when it does', async () => {
      const frozen = serve('--no-open');
      const page = await context.newPage();
      await page.goto(await frozen.sees(ADDRESS));
      await page.getByRole('button', { name: /Another lesson/ }).click();
      await page.locator('#cell-other-cell .cm-content').click();
      frozen.child.kill('SIGSTOP');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('alert').getByText('kubelab does not answer at the moment').waitFor();
      frozen.child.kill('SIGCONT');
      await page.locator('#cell-other-cell .outputs').getByText('2', { exact: true }).waitFor({ timeout: 60_000 });
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await page.close();
    });

    it('a page says so also when what was on its way still comes', async () => {
      const page = await context.newPage();
      let [holds, held] = [true, () => {}];
      await page.routeWebSocket(/\/lessons$/, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) => {
          // the answer to a ping
          if (holds && String(message) === '{"type":"here"}') held = () => socket.send(message);
          else socket.send(message);
        });
      });
      await page.goto(await serve('--no-open').sees(ADDRESS));
      await page.locator('#cell-sum .cm-content').click();
      await page.keyboard.press('Control+Enter');
      await page.getByRole('alert').getByText('kubelab does not answer at the moment').waitFor();
      await page.locator('#cell-sum .outputs').getByText('23', { exact: true }).waitFor();
      holds = false;
      held();
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await page.close();
    });
  });
});
