import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { inTerminal, makeHome, type Running } from '../helpers/command.js';
import { childrenOf, commandOf } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

const course = 'test/fixtures/lessons/course.yaml';
const AT_CELL = /Enter runs .*help /;
const FAILED = /Enter goes on .*leaves /;

describe('the player, in a pseudo-terminal', () => {
  let home = '';
  let remove = (): void => {};
  const started: Running[] = [];

  beforeEach(() => {
    ({ home, remove } = makeHome());
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
    remove();
  });

  function play(
    lesson?: string,
    options: { env?: Record<string, string>; rows?: number; columns?: number } = {},
  ): Running {
    const command = [process.execPath, '--import', 'tsx', 'test/fixtures/play.ts', course, ...(lesson ? [lesson] : [])];
    const running = inTerminal(home, command, options);
    started.push(running);
    return running;
  }

  function progress(lesson: string): { place: string | null; passed: string[]; finishedAt: string | null } {
    const file = JSON.parse(readFileSync(join(home, 'progress.json'), 'utf8')) as {
      lessons: Record<string, ReturnType<typeof progress>>;
    };
    const found = file.lessons[lesson];
    assert.ok(found);
    return found;
  }

  it('takes a lesson from the list to its end by Enter alone, and offers the next', async () => {
    const player = play();
    await player.sees(/00 {2}The first lesson[\s\S]*Enter for 00; \? help; q leaves: /);
    player.type('\r');
    await player.sees(/A first heading\s+━+\s+Some text to read\.\s+┃ const greeting = "hello";/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}hello\s+✓ [\s\S]*• one[\s\S]*`\$\{greeting\} again`/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}hello again\s+✓ /);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/Error: as it should[\s\S]*✓ [\s\S]*The last words\.[\s\S]*the end of "The first lesson"/);
    await player.sees(/Next: The second lesson[\s\S]*leaves /);
    assert.notEqual(progress('first').finishedAt, null);
    player.type('\r');
    await player.sees(/const answer: number/);
    player.type('q');
    await player.sees(/Your place is kept[\s\S]*exit code 0/);
    assert.equal((await player.ended).code, 0);
  });

  it('goes on where the reader left, and gives the fresh kernel what it lacks', async () => {
    const first = play('first');
    await first.sees(AT_CELL);
    first.type('\r');
    await first.sees(/\[2\/4\] Enter runs .*help /);
    first.type('\u0003');
    await first.sees(/exit code 0/);

    const later = play();
    await later.sees(/… +00 +The first lesson[\s\S]*q leaves: /);
    later.type('0\r');
    await later.sees(/going on at step 2 of 4/);
    await later.sees(AT_CELL);
    later.type('\r');
    await later.sees(/1 earlier cell run again first[\s\S]*hello again/);
  });

  it('goes back, helps, and keeps still at keys that mean nothing', async () => {
    const player = play('first');
    await player.sees(AT_CELL);
    player.type('vyz');
    player.type('?');
    await player.sees(/Ctrl-C interrupts a running cell/);
    await player.sees(AT_CELL);
    player.type('s');
    await player.sees(/\[2\/4\] Enter runs .*help /);
    player.type('b');
    await player.sees(/\[1\/4\] Enter runs .*help /);
    player.type('l');
    await player.sees(/Lesson 00 to 01/);
    player.type('7\r');
    await player.sees(/there is no such lesson: "7"/);
    player.type('q');
    await player.sees(/exit code 0/);
  });

  it('stays at a failed cell until the reader edits it, with EDITOR, and the edit lasts', async () => {
    const bin = join(home, '..', 'bin');
    mkdirSync(bin);
    const editor = join(bin, 'editor');
    writeFileSync(editor, '#!/bin/sh\nprintf \'const answer = "right"; answer;\\n\' > "$2"\n');
    chmodSync(editor, 0o755);
    const player = play('second', { env: { EDITOR: `${editor} --wait` } });
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/not assignable to type 'number'[\s\S]*✗ failed/);
    await player.sees(FAILED);
    player.type('e');
    await player.sees(/const answer = "right"; answer;\s+\(as you edited it; o gives the original back\)/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}right\s+✓ /);
    await player.sees(AT_CELL);
    assert.deepEqual(progress('second').passed, ['cell-1']);
  });

  it('says so when the editor fails, and keeps the cell', async () => {
    const player = play('first', { env: { VISUAL: '', EDITOR: 'false' } });
    await player.sees(AT_CELL);
    player.type('e');
    await player.sees(/the editor "false" failed[\s\S]*const greeting/);
    await player.sees(AT_CELL);
  });

  it('interrupts a running cell at Ctrl-C and stays in the lesson', async () => {
    const player = play('second');
    await player.sees(AT_CELL);
    player.type('s');
    await player.sees(/\[2\/3\] Enter runs .*help /);
    player.type('\r');
    await player.sees(/ {2}busy/);
    player.type('\r\r'); // pressed in vain: nobody waits for a key
    player.type('\u0003');
    await player.sees(/✗ interrupted/);
    await player.sees(FAILED);
    player.type('\r');
    await player.sees(/"after all"/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}after all\s+✓ [\s\S]*2 cells did not pass or did not run/);
    await player.sees(/It was the last lesson/);
  });

  it('shows a small terminal no more at a time than it holds, and waits', async () => {
    const player = play('first', { rows: 9 });
    await player.sees(/The first lesson[\s\S]*Some text to read\.\s+\[1\/4\] Enter goes on /);
    player.type('\r');
    await player.sees(/const greeting = "hello";/);
    await player.sees(AT_CELL);
    player.type('\r');
    await player.sees(/ {2}hello\s+✓ .*\s+\[\d\/4\] Enter goes on /);
    player.type('\r');
    await player.sees(AT_CELL);
  });

  for (const [name, key] of [
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ] as const) {
    it(`leaves at ${name} where it waits for the reader, too`, async () => {
      const player = play('first', { rows: 9 });
      await player.sees(/Enter goes on /);
      player.type(key);
      await player.sees(/Your place is kept[\s\S]*exit code 0/);
    });
  }

  it('writes no colour with NO_COLOR, and takes a narrow terminal', async () => {
    const player = play('first', { env: { NO_COLOR: '1' }, columns: 24 });
    await player.sees(AT_CELL);
    const styles = player
      .written()
      .split('\u001b[')
      .filter((text) => /^[\d;]*m/.test(text));
    assert.deepEqual(styles, []);
    const prose = player
      .stdout()
      .split(/\r?\n/)
      .filter((line) => /heading|text to read/.test(line));
    assert.ok(prose.length > 0 && prose.every((line) => line.length <= 24), prose.join('\n'));
  });

  it('gives the terminal back and leaves no kernel at SIGTERM', async () => {
    const player = play('second');
    await player.sees(AT_CELL);
    player.type('s');
    await player.sees(/\[2\/3\] Enter runs .*help /);
    player.type('\r');
    await player.sees(/ {2}busy/);
    const [node] = childrenOf(player.child.pid ?? 0);
    const [kernel] = childrenOf(node ?? 0).filter((pid) => commandOf(pid).includes('launch.js'));
    assert.ok(node && kernel);
    process.kill(node, 'SIGTERM');
    await player.sees(/ended by SIGTERM/);
    await player.ended;
    assert.equal(processExists(kernel), false);
  });

  it('ends with its kernel when the terminal is closed while a line is typed', async () => {
    const player = play('first');
    await player.sees(AT_CELL);
    player.type('gnowhere');
    await player.sees(/nowhere/);
    const [node] = childrenOf(player.child.pid ?? 0);
    assert.ok(node);
    player.child.kill('SIGKILL');
    await player.ended;
    started.splice(started.indexOf(player), 1);
    await until('the end of the player', () => !processExists(node));
  });
});
