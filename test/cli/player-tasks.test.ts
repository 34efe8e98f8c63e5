/** The player with tasks, on a practice cluster: a lesson is played to the same end whatever ends on the way. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubelabHome, processExists, type RunningCluster } from '../../src/home.js';
import { readNotebook } from '../../src/notebook/document.js';
import { bin, inTerminal, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { childrenOf, commandOf } from '../helpers/processes.js';
import { resizeTerminal } from '../helpers/resize-terminal.js';
import { code, smallCourse, text, twoTasks, twoTasksRubric } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const AT_CELL = /Enter runs .*help /;
const AT_TASK = /Enter checks again .*open /;

/** Solves the task of a cell: for sed. */
const solve = "s/wanted1 = ''/wanted1 = 'first'/; s/wanted2 = ''/wanted2 = 'second'/";

describe('the player with tasks', function () {
  this.timeout(600_000);
  this.slow(30_000);
  let home = '';
  let remove = (): void => {};
  let editor = '';
  let course = '';
  const started: Running[] = [];

  beforeEach(() => {
    ({ home, remove } = makeHome());
    const folder = join(home, '..', 'bin');
    mkdirSync(folder);
    editor = join(folder, 'editor');
    writeFileSync(editor, `#!/bin/sh\nsed -i "${solve}" "$1"\n`);
    chmodSync(editor, 0o755);
    course = smallCourse(join(home, '..', 'course'), twoTasks, twoTasksRubric);
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  function play(
    args: readonly string[] = [],
    options: { env?: Record<string, string>; columns?: number; rows?: number } = {},
  ): Running {
    const command = [process.execPath, bin, 'start', ...args, '--no-jupyter', '--course', course];
    const running = inTerminal(home, command, { ...options, env: { EDITOR: editor, VISUAL: '', ...options.env } });
    started.push(running);
    return running;
  }
  const record = (): RunningCluster =>
    JSON.parse(readFileSync(kubelabHome({ KUBELAB_HOME: home }).running, 'utf8')) as RunningCluster;
  const up = async (): Promise<void> =>
    assert.equal((await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);

  /** Ends the kernel as the system does when memory runs out. */
  async function killKernel(player: Running): Promise<void> {
    const find = (): number | undefined => {
      const [node] = childrenOf(player.child.pid ?? 0);
      return childrenOf(node ?? 0).find((pid) => commandOf(pid).includes('launch.js'));
    };
    const pid = await until('a kernel', find);
    process.kill(pid, 'SIGKILL');
    // a zombie is one of which the player does not know yet
    await until('the player knows', () => !existsSync(`/proc/${pid}`));
  }

  it("T2, T5: comes to the same end over a quit, a kernel's death and a cluster's restart", async () => {
    await up();
    const first = play();
    await first.sees(/00 {2}A small lesson .*0 of 2 tasks/);
    first.type('00\r');
    for (const step of ['1/5', '2/5', '3/5']) {
      await first.sees(new RegExp(`\\[${step}\\] Enter runs .*help `));
      first.type('\r');
    }
    await first.sees(/Not yet: small\/task-1[\s\S]*○[\s\S]*2 of 2 tasks open: task-1 \(step 2\), task-2 \(step 4\)/);
    await first.sees(AT_TASK);
    first.type('h');
    await first.sees(/Hint 1 of 2: A ConfigMap has a name\.\s+\(for: The first one is created\)/);
    first.type('h');
    await first.sees(/Hint 2 of 2: Its name is first\./);
    first.type('h');
    await first.sees(/Hint 2 of 2: [\s\S]*there are no more for it/);
    first.type('e');
    await first.sees(/const wanted1 = "?'first'[\s\S]*Done: small\/task-1[\s\S]*1 of 2 tasks open: task-2/);
    await first.sees(/\[4\/5\] Enter runs .*help /);
    first.type('q');
    await first.sees(/Your place is kept/);
    assert.equal((await first.ended).code, 0);

    const later = play();
    await later.sees(/… {2}00 {2}A small lesson .*1 of 2 tasks/);
    later.type('\r');
    await later.sees(/going on at step 4 of 5\)/);
    await later.sees(AT_CELL);
    later.type(':');
    await later.sees(/The kernel is fresh: 3 earlier cells run again first\.[\s\S]* {2}> /);
    later.type('\r');
    await later.sees(AT_CELL);
    await killKernel(later);
    later.type('\r');
    await later.sees(/The kernel is fresh: 3 earlier cells run again first\./);
    await later.sees(/\[5\/5\] Enter runs .*help /);
    later.type('\r');
    // what was solved counts, though this kernel has created nothing
    await later.sees(/Not yet: small\/task-2[\s\S]*nothing that does this was seen[\s\S]*1 of 2 tasks open: task-2/);
    await later.sees(AT_TASK);
    assert.doesNotMatch(later.stdout(), /counts only when/);

    assert.equal((await runKubelab(home, ['cluster', 'down'])).code, 0);
    await up();
    later.type('e');
    await later.sees(/The cluster is another than before, so the kernel begins anew\./);
    await later.sees(/Done: small\/task-2[\s\S]*Every task of the lesson is done\./);
    await later.sees(/That was the end of "A small lesson"/);
    await later.sees(/Next: Another lesson[\s\S]*l lists/);
    later.type('l');
    await later.sees(/✓ {2}00 {2}A small lesson .*2 of 2 tasks/);
    later.type('q');
    assert.equal((await later.ended).code, 0);
    const solved = readFileSync(join(home, 'solved.jsonl'), 'utf8').trim().split('\n');
    assert.deepEqual(
      solved.map((line) => JSON.parse(line) as object).map((entry) => 'task' in entry && 'by' in entry && entry.by),
      [false, 'the player', 'the player'],
    );
  });

  it('runs the cell of a task that failed at first and was mended, and checks it', async () => {
    const broken = join(home, '..', 'bin', 'breaks-first');
    writeFileSync(
      broken,
      `#!/bin/sh\nif [ -e "$0.once" ]; then cp "$0.good" "$1"; else cp "$1" "$0.good"; sed -i "${solve}" "$0.good"; echo 'missing();' > "$1"; touch "$0.once"; fi\n`,
    );
    chmodSync(broken, 0o755);
    const player = play(['00'], { env: { EDITOR: broken } });
    for (const step of ['1/5', '2/5', '3/5']) {
      await player.sees(new RegExp(`\\[${step}\\] Enter runs .*help `));
      player.type('\r');
    }
    await player.sees(AT_TASK);
    player.type('e');
    await player.sees(/missing\(\);[\s\S]*✗ failed[\s\S]*e edits/);
    player.type('e');
    await player.sees(/const wanted1 = "?'first'[\s\S]*Done: small\/task-1/);
    await player.sees(/\[4\/5\] Enter runs .*help /);
    player.type('q');
    await player.ended;
    assert.doesNotMatch(player.stdout(), /did not run/);
  });

  it('says which cells did not run when one fails behind a jump', async () => {
    course = smallCourse(join(home, '..', 'jump'), [code('one', 'const made = 1;'), code('two', 'console.log(made);')]);
    const jumping = play(['00']);
    await jumping.sees(AT_CELL);
    jumping.type('g');
    await jumping.sees(/Go to step 1 to 2/);
    jumping.type('2\r');
    await jumping.sees(/\[2\/2\] Enter runs/);
    jumping.type('\r');
    await jumping.sees(/✗ failed[\s\S]*Step 1 before this one did not run: what is missing may be made there/);
    jumping.type('q');
    await jumping.ended;
  });

  it('starts a practice cluster again that has ended, and stops it at the end', async () => {
    // the home's last port is taken again: one that no other test takes while the cluster is down, as it may the usual one
    await up();
    await runKubelab(home, ['cluster', 'down']);
    const player = play(['00']);
    await player.sees(AT_CELL);
    const { pid, server } = record();
    process.kill(pid, 'SIGKILL');
    await until('the end of the cluster', () => !processExists(pid));
    player.type('\r');
    await player.sees(/The practice cluster had ended; it is started again\.[\s\S]*✓/);
    assert.equal(record().server, server);
    assert.notEqual(record().pid, pid);
    await player.sees(AT_CELL);
    player.type('q');
    await player.sees(/The practice cluster is stopped/);
    await player.ended;
    assert.equal(existsSync(join(home, 'running.json')), false);
  });

  it('T3: "check" and "run" see what was edited in the player, and so does Jupyter', async () => {
    await up();
    const player = play(['00']);
    await player.sees(AT_CELL);
    for (const step of ['2/5', '4/5']) {
      player.type(`g${step[0]}\r`);
      await player.sees(new RegExp(`\\[${step}\\] Enter runs .*help `));
      player.type('e');
      await player.sees(new RegExp(`o gives the original[\\s\\S]*\\[${step}\\] Enter runs .*help `));
    }
    player.type('q');
    await player.ended;
    const { code: exit, stdout } = await runKubelab(home, ['check', '00', '--course', course]);
    assert.equal(exit, 0, stdout);
    assert.match(stdout, /Done: small, 2 of 2 points/);
    const list = await runKubelab(home, ['lessons', '--course', course]);
    assert.match(list.stdout, /00 +A small lesson +2 of 2 +edited/);
    const again = await runKubelab(home, ['check', 'small', '--course', course]);
    assert.equal(again.code, 0, 'the objects are there already, and what was done counts');
    const reset = await runKubelab(home, ['lessons', 'reset', '0', '--forget', '--course', course]);
    assert.match(reset.stdout, /00-small: as it is handed out again\nSolved tasks are forgotten/);
    const list2 = await runKubelab(home, ['lessons', '--course', course]);
    assert.match(list2.stdout, /00 +A small lesson +0 of 2 +as handed out/);
  });

  it('T4: gives the original of an edited cell back by o, also in a later session', async () => {
    const player = play(['00']);
    await player.sees(AT_CELL);
    player.type('g2\r');
    await player.sees(/\[2\/5\] Enter runs/);
    player.type('e');
    await player.sees(/as you edited it[\s\S]*\[2\/5\] Enter runs .*o original.*help /);
    player.type('o');
    await player.sees(/const wanted1 = '';[\s\S]*\[2\/5\] Enter runs/);
    player.type('o');
    await player.sees(/The cell is as it was handed out/);
  });

  it('has a prompt with the variables of the lesson, jumps, and exports what it shows', async () => {
    const file = join(home, '..', 'mine.ipynb');
    const player = play(['00']);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/\[2\/5\] Enter runs/);
    player.type(':');
    await player.sees(/TypeScript with the variables[\s\S]*> /);
    player.type('admin.identity.user\r');
    await player.sees(/ {2}kubelab-admin\s+> /);
    player.type('nobody.there\r');
    await player.sees(/Cannot find name 'nobody'[\s\S]*> $/);
    player.type('\u001b[A\r');
    await player.sees(/Cannot find name 'nobody'[\s\S]*> $/);
    player.type('\r');
    await player.sees(AT_CELL);
    player.type('gnowhere\r');
    await player.sees(/There is no step or task "nowhere"\. Tasks: task-1, task-2\./);
    player.type('\r');
    await player.sees(/\[2\/5\] Enter runs/);
    player.type('gtask-2\r');
    await player.sees(/\[4\/5\] Enter runs/);
    player.type(`x${file}\r`);
    await player.sees(/Written: /);
    const exported = readNotebook(file);
    assert.match(JSON.stringify(exported.cells[1]), /execute_result.*https:\/\/127/);
    player.type(`x${file}\r`);
    await player.sees(/There is a file .* already/);
  });

  it('writes predictions down, holds them against the answer or the reader, and counts them at the end', async () => {
    course = smallCourse(join(home, '..', 'predicting'), [
      text('ask', 'Now:\n\n> **Predict** What is two and two?\n> - 3\n> - 4\n> <!-- answer: 4 -->'),
      code('four', '2 + 2'),
      text('prose', '**Predict.** And three and three?'),
      code('six', '3 + 3'),
    ]);
    const player = play(['00'], { env: { NO_COLOR: '1' }, rows: 24 });
    await player.sees(/p predicts.*help /);
    assert.doesNotMatch(player.stdout(), /answer: 4/);
    player.type('p');
    await player.sees(/What is two and two\?\s+1 {2}3\s+2 {2}4\s+1, 2 \(Enter: none\): /);
    player.type('2\r');
    await player.sees(/Written down: 4/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/You predicted 4: right\./);
    await player.sees(/p predicts.*help /);
    player.type('pseven\r');
    await player.sees(/Written down: seven/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/You predicted: seven[\s\S]*Was that right\? y · n/);
    player.type('n');
    await player.sees(/the end of "A small lesson"[\s\S]*You made 2 predictions; 1 came true\./);
  });

  it('T14: helps in the list, and says which lesson is meant by a name that is none', async () => {
    const player = play();
    await player.sees(/q leaves: /);
    player.type('?');
    await player.sees(/Type the number of a lesson[\s\S]*What you edit is kept in[\s\S]*q leaves: /);
    player.type('smll\r');
    await player.sees(/there is no such lesson: "smll"\s+next: did you mean 00-small\?/);
    player.type('small\r');
    await player.sees(AT_CELL);
    player.type('?');
    await player.sees(/What you edit is kept in .*00-small\.ipynb/);
  });

  it('T14: shows the rest of a long text by s, and skips its cell by another one, in 24 rows', async () => {
    const long = Array.from({ length: 40 }, (_, index) => `Paragraph ${index}.`).join('\n\n');
    course = smallCourse(join(home, '..', 'long'), [text('long', long), code('one', '1'), code('two', '2')]);
    const player = play(['00'], { rows: 24 });
    await player.sees(/Enter goes on · s shows the rest · \? help/);
    player.type('?');
    await player.sees(/Ctrl-C interrupts/);
    await player.sees(/Enter goes on · s shows the rest/);
    player.type('s');
    await player.sees(/Paragraph 39[\s\S]*\[1\/2\] Enter runs/);
    player.type('s');
    await player.sees(/\[2\/2\] Enter runs/);
  });

  it('T13: keeps the edge of long code and of long lines of output', async () => {
    course = smallCourse(join(home, '..', 'wide'), [
      code('wide', `console.log('word '.repeat(40)); // ${'and so on '.repeat(12)}`),
    ]);
    const player = play(['00'], { columns: 80 });
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/✓/);
    const rows = player.stdout().split(/[\r\n]+/);
    const codeRows = rows.filter((row) => /and so on/.test(row));
    const outputRows = rows.filter((row) => /word word/.test(row) && !row.includes('console'));
    assert.ok(codeRows.length > 1 && codeRows.every((row) => row.startsWith('┃ ')), codeRows.join('\n'));
    assert.ok(outputRows.length > 1 && outputRows.every((row) => /^ {2}word/.test(row)), outputRows.join('\n'));
    assert.ok([...codeRows, ...outputRows].every((row) => row.length <= 80));
  });

  it('T13: what the kernel draws fits beside the edge', async () => {
    const row = "{ first: 'word '.repeat(20), second: 'other '.repeat(20) }";
    course = smallCourse(join(home, '..', 'table'), [
      code(
        'table',
        `import { show } from 'kubelab';\nshow.table([${row}, ${row}]);\nconsole.log('columns', process.env.KUBELAB_COLUMNS)`,
      ),
      code('later', "console.log('then', process.env.KUBELAB_COLUMNS)"),
    ]);
    const player = play(['00'], { columns: 80 });
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/columns 78[\s\S]*✓/);
    const rows = player
      .stdout()
      .split(/[\r\n]+/)
      .filter((line) => /(word|other) (word|other)/.test(line));
    assert.ok(rows.length > 2 && rows.every((line) => line.startsWith('  ') && line.length <= 80), rows.join('\n'));
    resizeTerminal(player, 60);
    await player.sees(AT_CELL);
    // the player may read a key before it hears of the new width
    await until('the new width', async () => {
      player.type('\r');
      const then = await player.sees(/then \d+\s/);
      await player.sees(/b back/);
      player.type('b');
      await player.sees(AT_CELL);
      return then.startsWith('then 58');
    });
  });

  it('hands a draw of the cases to the kernel of the lesson that is named, and to no other', async () => {
    course = smallCourse(join(home, '..', 'cases'), [code('draw', 'String(process.env.KUBELAB_CASES)')]);
    const refused = await runKubelab(home, ['start', '--random', '--course', course]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--random draws the cases of one lesson, and none was named/);
    const run = await runKubelab(home, ['start', '00', '--random', '--course', course]);
    assert.match(run.stdout, /The same ones again: node dist\/bin\.js start 00 --random \d+\n/);
    const player = play(['00', '--random', '42']);
    await player.sees(/cases random:42/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}random:42/);
    await player.sees(/Next: Another lesson[\s\S]*leaves /);
    player.type('\r');
    await player.sees(/\[1\/1\] Enter runs/);
    player.type(':');
    await player.sees(/> /);
    player.type('String(process.env.KUBELAB_CASES)\r');
    await player.sees(/ {2}undefined/);
  });
});
