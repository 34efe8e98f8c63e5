import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { solvedNotebook } from '../../src/course/solution.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { bin, kubelab, makeHome, runKubelab } from '../helpers/command.js';
import { asUser, needOtherUsers } from '../helpers/other-user.js';

describe('kubelab check and release', function () {
  this.timeout(300_000);
  this.slow(30_000);
  let home: string;
  let folder: string;
  let remove: () => void;
  const { lessons } = readCourse(resolve('notebooks/course.yaml'));
  const lesson = lessons.find(({ id }) => id === 'activity');

  before(() => {
    ({ home, remove } = makeHome());
    folder = join(home, '..', 'work');
    mkdirSync(folder);
  });
  after(() => remove());

  it('writes copies that start and run take', async () => {
    const release = await runKubelab(home, ['release', join(folder, 'course')]);
    assert.deepEqual([release.code, release.stderr], [0, '']);
    const many = lessons.length;
    assert.match(
      release.stdout,
      new RegExp(`^${many} notebooks and ${many} rubrics are in .*, without 2 hidden checks\\.\n`),
    );
    const started = await runKubelab(home, ['start', 'start-here', '--course', join(folder, 'course', 'course.yaml')]);
    assert.equal(started.code, 0, started.stdout + started.stderr);
    assert.match(started.stdout, /Start here +\d+\/\d+ +passed/);
    // what is handed in is what was worked on
    assert.match(started.stdout, new RegExp(`Your copy of the lessons is in ${join(folder, 'course')}\n`));
  });

  it('says of a released notebook what is not done, with hints, and exits with 1', async () => {
    const file = join(folder, 'course', '04-activity.ipynb');
    const { code, stdout } = await runKubelab(home, ['check', file, '--hint', '2']);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^Not yet: activity, 0 of 19 points$/m);
    assert.match(stdout, /hint 2 of 3: list\(\) takes a labelSelector/);
    assert.doesNotMatch(stdout, /Nothing of it is left/);
  });

  it('says at Ctrl-C that nothing was judged', async () => {
    const running = kubelab(home, ['check', join(folder, 'course', '04-activity.ipynb')]);
    await running.sees(/running the notebook/);
    running.child.kill('SIGINT');
    assert.deepEqual(await running.ended, { code: 130, signal: null });
    assert.match(running.stdout(), /The check was interrupted, and nothing was judged\.\n/);
  });

  it('says that a solved one is done, whatever it is called, and exits with 0', async () => {
    const solved = lesson && solvedNotebook(lesson);
    assert.ok(solved);
    const file = join(folder, 'mine.ipynb');
    writeNotebook(file, solved);
    const { code, stdout } = await runKubelab(home, ['check', file, '--lesson', 'activity']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^Done: activity, 19 of 19 points$/m);
    assert.doesNotMatch(stdout, /own record/);
  });

  it('refuses what it cannot check before a cluster is started', async () => {
    const file = join(folder, 'other.ipynb');
    copyFileSync(join(folder, 'mine.ipynb'), file);
    const unknown = await runKubelab(home, ['check', file]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there is nothing to check for "other"\n {2}next: choose from 00-start-here/);
    assert.equal((await runKubelab(home, ['check', file, '--hint', 'much'])).code, 2);
    writeFileSync(join(folder, '03-rbac.ipynb'), '{}');
    assert.equal((await runKubelab(home, ['check', join(folder, '03-rbac.ipynb')])).code, 2);
  });

  it('does not write a release over anything', async () => {
    const { code, stderr } = await runKubelab(home, ['release', folder]);
    assert.equal(code, 2);
    assert.match(stderr, /not empty/);
    assert.ok(existsSync(join(folder, 'mine.ipynb')));
  });

  it("says that a folder for a release is another user's", function () {
    needOtherUsers(this);
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    for (const path of [folder, join(folder, '..')]) chmodSync(path, 0o755);
    const [program = '', ...words] = [...asUser(65_534), process.execPath, bin, 'release', closed];
    const env = { PATH: process.env.PATH, HOME: '/nonexistent', NO_COLOR: '1' };
    const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', env });
    assert.match(
      stderr,
      /^error: the release cannot be written: EACCES[^\n]*\n {2}at .*closed\n {2}next: name a folder that is yours \[FILE_UNREADABLE\]\n$/,
    );
    assert.equal(status, 3);
  });
});
