/** J23: the learner's copy of the lessons, by the commands that work on it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeHome, runKubelab } from '../helpers/command.js';
import { code, smallCourse } from '../helpers/small-course.js';

describe("kubelab's copy of the lessons", function () {
  this.slow(20_000);
  let home = '';
  let remove = (): void => {};

  beforeEach(() => {
    ({ home, remove } = makeHome());
  });
  afterEach(() => remove());

  it('J23: lists the lessons with their numbers, tasks and folder, and writes nothing', async () => {
    const { code: exit, stdout } = await runKubelab(home, ['lessons']);
    assert.equal(exit, 0);
    assert.match(stdout, /^LESSON +TITLE +TASKS DONE +COPY\n00 +Start here +0 of 3 +missing\n01 /);
    assert.match(stdout, new RegExp(`Your copies are in ${join(home, 'lessons')}\n`));
    assert.equal(existsSync(home), false);
  });

  it('J23: "run" makes the copy, takes a lesson by its number or name, and keeps what it put out', async () => {
    const course = smallCourse(join(home, '..', 'course'), [code('hi', "console.log('hi')")]);
    for (const name of ['00', '0', 'small', '00-small']) {
      const { code: exit, stdout } = await runKubelab(home, ['run', name, '--course', course]);
      assert.equal(exit, 0, name);
      assert.match(stdout, /00-small\.ipynb: passed, 1 of 1 cell/);
    }
    const again = await runKubelab(home, ['run', '0', '--course', course]);
    const file = /\S+\/00-small\.ipynb/.exec(again.stdout)?.[0] ?? '';
    assert.ok(file.startsWith(home));
    assert.match(readFileSync(file, 'utf8'), /"hi\\n"/);
    assert.doesNotMatch(readFileSync(join(home, '..', 'course', '00-small.ipynb'), 'utf8'), /"hi\\n"/);
    assert.match(readFileSync(join(home, 'progress.json'), 'utf8'), /"passed": \[\s+"hi"/);
  });

  it('J23: tells that an edited lesson is kept beside a newer one, and takes the newer one at a reset', async () => {
    const folder = join(home, '..', 'course');
    const course = smallCourse(folder, [code('one', '"old"')]);
    await runKubelab(home, ['run', '00', '--course', course]);
    const file =
      /\S+\/00-small\.ipynb/.exec((await runKubelab(home, ['run', '0', '--course', course])).stdout)?.[0] ?? '';
    writeFileSync(file, readFileSync(file, 'utf8').replace('\\"old\\"', '\\"mine\\"'));
    smallCourse(folder, [code('one', '"new"')]);
    const list = await runKubelab(home, ['lessons', '--course', course]);
    assert.match(list.stdout, /00 +A small lesson +0 of 0 +edited, a newer version is there/);
    const start = await runKubelab(home, ['start', '00', '--course', course]);
    assert.match(
      start.stdout,
      /00-small: there is a newer version; yours is edited and stays\. To take the new one: node /,
    );
    assert.match(readFileSync(file, 'utf8'), /mine/);
    const reset = await runKubelab(home, ['lessons', 'reset', 'small', '--course', course]);
    assert.match(reset.stdout, /^00-small: as it is handed out again\n/);
    assert.match(readFileSync(file, 'utf8'), /new/);
    await runKubelab(home, ['cluster', 'down']);
  });

  it('J23: remembers the folder that was named, and never works in the folder of the lessons', async () => {
    const folder = join(home, '..', 'mine');
    const reset = await runKubelab(home, ['lessons', 'reset', '00', '--folder', folder]);
    assert.equal(reset.code, 0);
    assert.ok(existsSync(join(folder, '00-start-here.ipynb')));
    assert.doesNotMatch((await runKubelab(home, ['lessons'])).stdout, new RegExp(`in ${folder}\n`));
    const check = await runKubelab(home, ['check', 'nothing', '--folder', folder]);
    assert.match(check.stderr, /there is no such lesson: "nothing"/);
    await runKubelab(home, ['run', '04', '--folder', folder, '--timeout-cell', '0.001']);
    assert.match((await runKubelab(home, ['lessons'])).stdout, new RegExp(`in ${folder}\n`));
    for (const command of ['run', 'check', 'start']) {
      const refused = await runKubelab(home, [command, '00', '--folder', 'notebooks']);
      assert.equal(refused.code, 2, command);
      assert.match(refused.stderr, /cannot lie in the folder of the lessons/);
    }
    assert.equal(existsSync(resolve('notebooks/.originals')), false);
    await runKubelab(home, ['cluster', 'down']);
  });

  it('writes the missing lessons at "update", renews those that are not edited, and remembers the folder', async () => {
    const folder = join(home, '..', 'seen');
    const first = await runKubelab(home, ['lessons', 'update', '--folder', folder]);
    assert.deepEqual(
      [first.code, first.stdout],
      [0, `Your copy of the lessons is in ${folder}\n  9 lessons written.\n`],
    );
    const [edited, old] = ['00-start-here.ipynb', '03-rbac.ipynb'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(edited, readFileSync(edited, 'utf8').replace('await connect()', 'await  connect()'));
    // as an earlier version of the package would have written it
    for (const file of [old, join(folder, '.originals', '03-rbac.ipynb')]) {
      writeFileSync(file, readFileSync(file, 'utf8').replace('# RBAC', '# Roles'));
    }
    rmSync(join(folder, '08-review.ipynb'));
    const again = await runKubelab(home, ['lessons', 'update']);
    assert.match(again.stdout, /03-rbac: a newer version took the place[^\n]*\n {2}1 lesson written\.\n$/);
    assert.match(readFileSync(edited, 'utf8'), /await {2}connect/);
    assert.match(readFileSync(old, 'utf8'), /# RBAC/);
    const [third, list] = [await runKubelab(home, ['lessons', 'update']), await runKubelab(home, ['lessons'])];
    assert.equal(third.stdout, `Your copy of the lessons is in ${folder}\n`);
    assert.match(list.stdout, /00 +Start here +0 of 3 +edited\n[\s\S]*\n08 .* as handed out\n/);
  });

  it('says how to put a copy back that cannot be read', async () => {
    const course = smallCourse(join(home, '..', 'course'), [code('one', '1')]);
    const first = await runKubelab(home, ['run', '0', '--course', course]);
    const file = /\S+\/00-small\.ipynb/.exec(first.stdout)?.[0] ?? '';
    writeFileSync(file, '{"cells": [');
    const broken = await runKubelab(home, ['run', '0', '--course', course, '--folder', dirname(file)]);
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /your copy of the lesson cannot be read: [\s\S]*put the lesson back: node /);
    const named = `--course ${course} --folder ${dirname(file)}`;
    assert.ok(broken.stderr.replace(/\s+/g, ' ').includes(`lessons reset 00 ${named}`), broken.stderr);
    assert.match((await runKubelab(home, ['lessons', '--course', course])).stdout, /unreadable/);
    const reset = await runKubelab(home, ['lessons', 'reset', '--course', course]);
    assert.match(reset.stdout, /00-small: as it is handed out again\n01-other: was as it is handed out\n/);
    assert.equal((await runKubelab(home, ['run', '0', '--course', course])).code, 0);
  });

  it('is listed and removed by "clean"', async () => {
    await runKubelab(home, ['lessons', 'reset', '00']);
    const { stdout } = await runKubelab(home, ['clean', '--yes']);
    assert.match(stdout, /lessons .*your copy of the lessons[\s\S]*All of it is removed/);
    assert.equal(existsSync(home), false);
  });

  it('refuses a notebook there that is no copy', async () => {
    mkdirSync(join(home, 'lessons'), { recursive: true });
    writeFileSync(join(home, 'lessons', '03-rbac.ipynb'), '{}');
    const { code: exit, stderr } = await runKubelab(home, ['run', '00']);
    assert.equal(exit, 2);
    assert.match(stderr, /there is a notebook 03-rbac that is no copy of the lesson/);
    rmSync(join(home, 'lessons'), { recursive: true });
  });
});
