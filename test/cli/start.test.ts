import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kubelabHome, processExists, type RunningCluster } from '../../src/home.js';
import { readNotebook } from '../../src/notebook/document.js';
import { bin, inTerminal, kubelab, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { until } from '../helpers/until.js';

const passing = resolve('test/fixtures/notebooks/course.yaml');

describe('kubelab start', () => {
  let home = '';
  let remove = (): void => {};
  const started: Running[] = [];

  beforeEach(() => {
    ({ home, remove } = makeHome());
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  const record = (): RunningCluster => JSON.parse(readFileSync(kubelabHome({ KUBELAB_HOME: home }).running, 'utf8'));

  /** A course of notebooks with one code cell each. */
  function courseOf(...sources: string[]): string {
    const folder = join(home, '..', 'course');
    mkdirSync(folder);
    const lessons = sources.map((source, index) => {
      const cells = [{ cell_type: 'code', id: 'one', metadata: {}, source, outputs: [], execution_count: null }];
      const file = `0${index}-lesson.ipynb`;
      writeFileSync(join(folder, file), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
      return { id: `lesson-${index}`, title: `Lesson ${index}`, file, minutes: 1, summary: 'A cell.' };
    });
    writeFileSync(join(folder, 'course.yaml'), JSON.stringify({ title: 'A course', lessons }));
    return join(folder, 'course.yaml');
  }

  /** Starts it without a terminal. */
  function begin(course: string, options: { env?: Record<string, string | undefined> } = {}): Running {
    const running = kubelab(home, ['start', '--course', course], options);
    running.child.stdin?.end();
    started.push(running);
    return running;
  }

  function nothingRuns(): void {
    assert.equal(existsSync(join(home, 'running.json')), false);
    assert.equal(existsSync(join(home, 'starting')), false);
  }

  describe('without a terminal', () => {
    it('runs all lessons, an exercise by its solution: a line for each cell, a closing table, and 0', async () => {
      const { code, stdout, stderr } = await runKubelab(home, ['start', '--course', passing]);
      assert.equal(code, 0);
      assert.match(stderr, /^(starting the practice cluster …\n)?$/);
      const lines = stdout.trimEnd().split('\n');
      assert.match(lines[0] ?? '', /^The practice cluster is up at https:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(lines.filter((line) => /^ {2}\[\d\/\d\] cell \d+: .* ok \d/.test(line)).length, 4);
      assert.match(stdout, /To be filled in \(its solution\)/);
      assert.match(
        stdout,
        /\nLESSON +CELLS +RESULT +TIME\nAll is well +3\/3 +passed .*\nTo be filled in +1\/1 +passed .*\n/,
      );
      assert.equal(lines.at(-1), 'The practice cluster is stopped; its state is kept.');
      nothingRuns();
    });

    it('runs the lessons after one that failed, says why it failed, and exits with 1', async () => {
      const course = courseOf('throw new Error("on purpose")', '1 + 1');
      const { code, stdout } = await runKubelab(home, ['start', '--course', course]);
      assert.equal(code, 1);
      assert.match(stdout, /Lesson 0 +0\/1 +failed .*\nLesson 1 +1\/1 +passed /);
      assert.match(
        stdout,
        /00-lesson\.ipynb: failed, 0 of 1 cell in .*\n {2}cell 1 failed at line 1, column 7: Error: on purpose\n/,
      );
      nothingRuns();
    });

    it('runs the lesson that is named, on the cluster that runs already, which it leaves running', async () => {
      assert.equal((await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);
      const { pid, server } = record();
      const { code, stdout } = await runKubelab(home, ['start', 'exercise', '--course', passing]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^The practice cluster runs at ${server}\n`));
      assert.doesNotMatch(stdout, /All is well/);
      assert.equal(record().pid, pid);
      assert.equal(processExists(pid), true);
    });

    it('stops a cluster that hangs and starts another', async () => {
      assert.equal((await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);
      const { pid } = record();
      process.kill(pid, 'SIGSTOP');
      const { code } = await runKubelab(home, ['start', 'exercise', '--course', passing]);
      assert.equal(code, 0);
      assert.equal(processExists(pid), false);
    });

    it('hands its notebooks the cluster, past any proxy', async () => {
      let asked = 0;
      const proxy = createServer((socket) => {
        asked++;
        socket.destroy();
      }).listen(0, '127.0.0.1');
      await new Promise((done) => proxy.once('listening', done));
      const uri = `http://127.0.0.1:${(proxy.address() as { port: number }).port}`;
      const course = courseOf(
        "import { connect } from 'kubelab';\nconst who = await (await connect()).whoami();\n" +
          "if (who.status !== 201) throw new Error('answered ' + who.status);",
      );
      const env = { HTTPS_PROXY: uri, HTTP_PROXY: uri, https_proxy: uri, ALL_PROXY: uri, NO_PROXY: undefined };
      const { code, stdout } = await runKubelab(home, ['start', '--course', course], { env });
      proxy.close();
      assert.equal(code, 0, stdout);
      assert.equal(asked, 0);
    });

    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      it(`ends everything at ${signal} in a cell, and exits with ${code}`, async () => {
        const running = begin(courseOf('while (true) {}', '1'));
        await running.sees(/Lesson 0/);
        const { pid } = record();
        running.child.kill(signal);
        assert.deepEqual(await running.ended, { code, signal: null });
        assert.match(running.stdout(), /Lesson 0 +0\/1 +interrupted[\s\S]*1 lesson not run/);
        assert.equal(processExists(pid), false);
        nothingRuns();
      });
    }

    it('ends everything when its reader goes away', async () => {
      const running = begin(courseOf(...Array(5).fill('await new Promise((done) => setTimeout(done, 100))')));
      await running.sees(/Lesson 0/);
      const { pid } = record();
      running.child.stdout?.destroy();
      assert.equal((await running.ended).code, 141);
      assert.equal(processExists(pid), false);
      nothingRuns();
    });

    it('leaves nothing running when it is interrupted while the cluster starts', async () => {
      for (const sign of ['starting', 'data/store/CURRENT', 'data/audit.log', 'running.json']) {
        const running = begin(courseOf('while (true) {}'));
        await until(sign, () => existsSync(join(home, sign)));
        running.child.kill('SIGINT');
        const { code } = await running.ended;
        assert.ok(code === 130 || code === null, `${code}: ${running.stderr()}`);
        nothingRuns();
        for (const left of [join(home, '..', 'course'), home]) rmSync(left, { recursive: true });
      }
    });

    it('says what keeps it from starting, with 3', async () => {
      mkdirSync(home);
      writeFileSync(join(home, 'data'), 'no folder');
      const { code, stdout, stderr } = await runKubelab(home, ['start', '--course', passing]);
      assert.equal(code, 3);
      assert.equal(stdout, '');
      assert.match(
        stderr,
        /^(starting the practice cluster …\n)?error: .*\n {2}at .*data\n {2}next: .*\[DATA_DIR_UNUSABLE\]\n$/,
      );
    });
  });

  describe('in a terminal without Jupyter', () => {
    let path = '';
    before(() => {
      path = mkdtempSync(join(tmpdir(), 'kubelab-path-'));
      symlinkSync(process.execPath, join(path, 'node'));
    });
    after(() => rmSync(path, { recursive: true }));

    function play(...args: string[]): Running {
      // Only node is on this PATH, so that there is no Jupyter wherever the test runs.
      const running = inTerminal(home, ['/usr/bin/env', `PATH=${path}`, process.execPath, bin, 'start', ...args]);
      started.push(running);
      return running;
    }

    it('T2: takes a lesson to its end by Enter, stays at each open task, and stops the cluster when the reader leaves', async () => {
      const player = play('00-start-here');
      await player.sees(/Jupyter is not installed here/);
      for (;;) {
        const seen = await player.sees(
          /Enter runs .*help |Enter goes on .*(help|leaves) |Enter checks again .*open |You are at the end of "Start here"/,
        );
        if (seen.startsWith('You')) break;
        player.type(seen.includes('checks again') ? 's' : '\r');
      }
      await player.sees(/3 of 3 tasks open: task-1 \(step \d+\), task-2[\s\S]*Next: Client certificates/);
      player.type('q');
      await player.sees(
        /Your place is kept\. To go on: node dist\/bin\.js start[\s\S]*The practice cluster is stopped/,
      );
      assert.equal((await player.ended).code, 0);
      const text = player.stdout();
      assert.doesNotMatch(text, /did not pass|✗/);
      const cells = readNotebook('notebooks/00-start-here.ipynb').cells.filter(
        ({ cell_type: type }) => type === 'code',
      );
      assert.equal(text.match(/[✓○] \d/g)?.length, cells.length);
      nothingRuns();
      const again = play();
      await again.sees(/… {2}00 {2}Start here .*0 of 3 tasks[\s\S]*Enter for 01/);
      again.type('0\r');
      await again.sees(/going on at step \d+ of \d+\)[\s\S]*Task 1\./);
    }).timeout(600_000);

    it('ends everything when the terminal is closed', async () => {
      const player = play('lesson-0', '--course', courseOf('console.log("pid=" + process.pid); while (true) {}'));
      await player.sees(/Enter runs .*help /);
      player.type('\r');
      const kernel = Number(/\d+/.exec(await player.sees(/pid=\d+\s/))?.[0]);
      const { pid } = record();
      // The program at the other end of the pseudo-terminal goes, as a closed window does.
      player.child.kill('SIGKILL');
      await until('the end of the kernel', () => !processExists(kernel));
      await until('the end of the cluster', () => !processExists(pid));
      await until('the record is gone', () => !existsSync(join(home, 'running.json')));
    });
  });
});
