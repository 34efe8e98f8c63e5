import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNotebook } from '../../src/notebook/document.js';
import { bin, inTerminal, kubelab, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { resizeTerminal } from '../helpers/resize-terminal.js';
import { until } from '../helpers/until.js';

describe('kubelab repl', function () {
  this.slow(20_000);
  let practice: LessonCluster;
  let home = '';
  let folder = '';
  const started: Running[] = [];

  before(async () => {
    practice = await lessonCluster();
    home = String(practice.env.KUBELAB_HOME);
    folder = mkdtempSync(join(tmpdir(), 'kubelab-repl-'));
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
  });
  after(async () => {
    await practice?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A prompt in a pseudo-terminal of 24 rows, and of 80 columns unless told. */
  function open(options: { env?: Record<string, string>; home?: string; columns?: number } = {}): Running {
    const running = inTerminal(options.home ?? home, [process.execPath, bin, 'repl'], { rows: 24, ...options });
    started.push(running);
    return running;
  }

  /** Runs lines without a terminal. */
  async function script(
    text: string,
    env: Record<string, string | undefined> = {},
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const running = kubelab(home, ['repl'], { env });
    running.child.stdin?.end(text);
    const { code } = await running.ended;
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  }

  describe('in a pseudo-terminal', () => {
    it('draws as wide as the terminal is, also when that is resized', async () => {
      const prompt = open({ env: { NO_COLOR: '1' } });
      await prompt.sees(/default> $/);
      const width = async (): Promise<number> => {
        prompt.type('process.env.KUBELAB_COLUMNS\r');
        // what is typed before the prompt is back is lost; on a busy machine the word of a line under way stands before the answer
        const seen = await prompt.sees(/COLUMNS\s[\s\S]*\d\s[\s\S]*default> $/);
        return Number(/(\d+)\s+\S+ default> $/.exec(seen)?.[1]);
      };
      assert.equal(await width(), 80);
      resizeTerminal(prompt, 50);
      await until('the new width', async () => (await width()) === 50);
    });

    it('sends requests as whom and where one says, explains them, and lists them', async () => {
      const prompt = open({ env: { NO_COLOR: '1' } });
      await prompt.sees(/kubelab \S+ at https:\/\/127\.0\.0\.1:\d+, the practice cluster[\s\S]*default> $/);
      prompt.type('.why\r');
      await prompt.sees(/error: no request was sent yet\s+next: GET \/api\/v1\/namespaces[\s\S]*default> $/);
      prompt.type('.ns lab\r');
      await prompt.sees(/kubelab-admin lab> $/);
      prompt.type('.as jane\r');
      await prompt.sees(/jane lab> $/);
      prompt.type('GET pods\r');
      await prompt.sees(/GET \/api\/v1\/namespaces\/lab\/pods -> 403 Forbidden[\s\S]*jane lab> $/);
      prompt.type('.why\r');
      await prompt.sees(/authorization +refused:[\s\S]*would change it[\s\S]*jane lab> $/);
      prompt.type('.curl\r');
      await prompt.sees(
        /curl --cacert [\s\S]*Impersonate-User: jane[\s\S]*\/api\/v1\/namespaces\/lab\/pods[\s\S]*> $/i,
      );
      prompt.type('.kubectl\r');
      await prompt.sees(/kubectl get pods -n lab[\s\S]*--as[ =]'?jane[\s\S]*> $/);
      prompt.type('.with sesame\r');
      await prompt.sees(/bearer token lab> $/);
      prompt.type('GET pods\r');
      await prompt.sees(/401 Unauthorized[\s\S]*> $/);
      prompt.type('.last 2\r');
      await prompt.sees(/403 {2}list \/api\/v1\/namespaces\/lab\/pods\s+as jane \(by kubelab-admin\)/);
      await prompt.sees(/401 {2}list \/api\/v1\/namespaces\/lab\/pods\s+as not recognised[\s\S]*> $/);
      prompt.type('.with\r');
      await prompt.sees(/kubelab-admin lab> $/);
      prompt.type('.help\r');
      const help = await prompt.sees(/TypeScript with[\s\S]*Ctrl-D ends\.[\s\S]*> $/);
      const rows = help.split(/\r?\n/);
      assert.ok(rows.length <= 24, `${rows.length} rows`);
      assert.deepEqual(
        rows.filter((row) => row.length > 80),
        [],
      );
      assert.ok(!prompt.written().includes('\u001b[3'), 'a colour in spite of NO_COLOR');
      prompt.type('\u0004');
      assert.equal((await prompt.ended).code, 0);
    });

    it('helps and ends in the words of other prompts, in a narrow terminal too', async () => {
      const prompt = open({ env: { NO_COLOR: '1' }, columns: 60 });
      const greeting = await prompt.sees(/default> $/);
      prompt.type('help\r');
      const help = await prompt.sees(/TypeScript with[\s\S]*Ctrl-D ends\.[\s\S]*> $/);
      assert.deepEqual(
        `${greeting}\n${help}`.split(/\r?\n/).filter((row) => row.length > 60),
        [],
      );
      assert.match(help, /\.with \[TOKEN\] {3}send this token [^\n]*\n {18}\S/);
      prompt.type('kubectl get pods\r');
      await prompt.sees(/error: kubectl is a program for the shell[\s\S]*next: GET pods[\s\S]*> $/);
      prompt.type('exit\r');
      assert.equal((await prompt.ended).code, 0);
    });

    it('completes and explains, takes several lines, and is interrupted', async () => {
      const prompt = open();
      await prompt.sees(/default> $/);
      prompt.type('client.who');
      await prompt.sees(/client\.who$/);
      prompt.type('\t'); // not in one piece: a tab in what is pasted is a tab
      await prompt.sees(/ami$/);
      prompt.type('\t');
      await prompt.sees(/whoami\(options\?: RequestOptions\)[\s\S]*Asks the server who you are[\s\S]*client\.whoami$/);
      prompt.type('\u0003');
      await prompt.sees(/\^C[\s\S]*default> $/);
      prompt.type('.ku');
      await prompt.sees(/\.ku$/);
      prompt.type('\t');
      await prompt.sees(/bectl $/);
      prompt.type('\r');
      await prompt.sees(/no request was sent yet[\s\S]*> $/);
      // pasted at once: what comes while a cell runs waits for its turn
      prompt.type('for (const n of [1, 2]) {\r  console.log("n is", n);\r}\rawait Promise.resolve("all" + "done")\r');
      await prompt.sees(/n is 1\s+n is 2[\s\S]*alldone[\s\S]*> $/);
      prompt.type('const never = (\r');
      await prompt.sees(/\.\.\. $/);
      prompt.type('\u0003');
      await prompt.sees(/\^C[\s\S]*default> $/);
      prompt.type('process.exit(4)\r');
      await prompt.sees(/The kernel has ended, and its variables with it[\s\S]*default> $/);
      prompt.type('ns + client.namespace\r');
      await prompt.sees(/defaultdefault[\s\S]*default> $/);
      prompt.type('console.log("bu" + "sy"); await new Promise((done) => setTimeout(done, 600_000));\r');
      await prompt.sees(/busy/);
      prompt.type('\u0003');
      await prompt.sees(/the cell was interrupted[\s\S]*default> $/);
      prompt.type('\u0004');
      assert.equal((await prompt.ended).code, 0);
    });

    it('starts the practice cluster where none runs, and keeps the lines, without tokens, for the next start', async () => {
      const own = makeHome();
      try {
        const first = open({ home: own.home });
        await first.sees(/default> $/);
        first.type('6 * 7\r');
        await first.sees(/42[\s\S]*> $/);
        first.type('.with sesame-of-somebody\r');
        await first.sees(/bearer token default> $/);
        first.type("me.with({ token: 'sesame-in-code' }).identity.method\r");
        await first.sees(/bearer token\s+bearer token default> $/);
        first.type('\u0004');
        await first.sees(/The practice cluster is stopped; its state is kept/);
        assert.equal((await first.ended).code, 0);
        const file = join(own.home, 'prompt-history');
        assert.equal(readFileSync(file, 'utf8'), '6 * 7\n');
        assert.equal(statSync(file).mode & 0o777, 0o600);
        const second = open({ home: own.home });
        await second.sees(/default> $/);
        second.type('\u001b[A');
        await second.sees(/> 6 \* 7$/);
        second.type('\r');
        await second.sees(/42[\s\S]*> $/);
        second.type('\u0004');
        await second.sees(/is stopped/);
      } finally {
        await runKubelab(own.home, ['cluster', 'down']);
        own.remove();
      }
    });
  });

  describe('without a terminal', () => {
    it('runs a script to its end, and saves it as a notebook that runs', async () => {
      const file = join(folder, 'session.ipynb');
      const { code, stdout, stderr } = await script(
        [
          'await client.create({',
          "  apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'saved' },",
          '}).then(({ status }) => status)',
          '.ns saved',
          "POST serviceaccounts { metadata: { name: 'robot' } }",
          'const { token } = await client.token("robot", { namespace: ns });',
          'token.length > 100',
          '.with token',
          'console.error("to stderr"); client.identity.user',
          'GET pods',
          `.save ${file}`,
        ].join('\n'),
      );
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^201\n/);
      assert.match(stdout, /serviceaccounts -> 201 Created[\s\S]*true[\s\S]*system:serviceaccount:saved:robot\n/);
      assert.match(stdout, /namespaces\/saved\/pods -> 403/);
      assert.doesNotMatch(stdout, /default> |to stderr/);
      assert.match(stderr, /to stderr[\s\S]*Written: /);
      const text = readFileSync(file, 'utf8');
      assert.doesNotMatch(text, /eyJ/);
      const sources = readNotebook(file).cells.map(({ source }) => source);
      assert.match(sources[0] ?? '', /^import \{[\s\S]*from 'kubelab';/);
      assert.ok(sources.includes("ns = 'saved';"), sources.join('\n---\n'));
      assert.ok(sources.includes('client = me.with({ token: token });'), sources.join('\n---\n'));
      const run = await runKubelab(home, ['run', file]);
      assert.equal(run.code, 0, run.stdout);
      const loaded = await script(`.load ${file}\n.save ${file}\n`);
      assert.equal(loaded.code, 1);
      assert.match(loaded.stdout, /system:serviceaccount:saved:robot/);
      assert.match(loaded.stderr, /there is such a file already/);
    });

    it('names the notebook that it saved as a shell takes it, and ends at exit', async () => {
      const file = join(folder, 'my session.ipynb');
      const { code, stdout, stderr } = await script(`1 + 1\n.save ${file}\nexit\nconsole.log('too late')\n`);
      assert.deepEqual([code, stdout], [0, '2\n']);
      assert.ok(stderr.includes(`run '${file}' runs it.`), stderr);
    });

    it('says what it takes for a token, and sends no name of a file as one', async () => {
      const taken = await script('.with sesame\nGET pods\n');
      assert.match(taken.stderr, /it is sent as the token itself/);
      assert.match(taken.stdout, /401 Unauthorized/);
      const refused = await script('.with package.json\nGET pods\n');
      assert.deepEqual([refused.code, refused.stdout], [1, '']);
      assert.match(refused.stderr, /this is the name of a file[\s\S]*next: \.with \.\/package\.json/);
    });

    it('ends with 1 at the first thing that fails', async () => {
      const failed = await script('const n: number = "text"\nconsole.log("too late")\n');
      assert.equal(failed.code, 1);
      assert.equal(failed.stdout, '');
      assert.match(failed.stderr, /not assignable to type 'number'/);
      const unknown = await script('.nothing\nconsole.log("too late")\n');
      assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
      assert.match(unknown.stderr, /there is no command \.nothing\s+next: \.help/);
    });

    it('goes to the cluster of KUBECONFIG, and says why it lists no requests there', async () => {
      const other = await lessonCluster();
      try {
        const env = { KUBECONFIG: other.env.KUBECONFIG };
        const { code, stdout, stderr } = await script('client.server\nGET /version\n.last\n', env);
        assert.equal(code, 1);
        assert.equal(stdout.split('\n')[0], other.cluster.server);
        assert.match(stdout, /GET \/version -> 200/);
        assert.match(stderr, /The audit log of this cluster \(KUBECONFIG\) lies with its server/);
      } finally {
        await other.stop();
      }
    });

    it('says what is wrong with KUBECONFIG', async () => {
      const { code, stderr } = await script('1\n', { KUBECONFIG: join(folder, 'none') });
      assert.equal(code, 2);
      assert.match(stderr, /KUBECONFIG names no file that is there/);
    });
  });
});
