import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { writeBook } from '../../../src/course/grading/class-book.js';
import { lockFolder } from '../../../src/course/grading/folder-lock.js';
import { filesAt, LINK_FAULT } from '../../../src/course/grading/handed-in-files.js';

describe('course/grading/handed-in-files', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-handed-in-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (...files: string[]): void => {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '{}');
    }
  };
  const putResults = (out: string): void => {
    const names = [
      'results.json',
      'report.html',
      'feedback/ada.html',
      'log/ada.small.1.json',
      'upload/moodle-feedback.zip',
    ];
    put(...names.map((name) => join(out, name)));
    writeBook(join(root, out), { with: {}, marks: [], rows: [] });
  };
  const found = (): { files: string[]; results: number } => {
    const { files, results } = filesAt(root);
    return { files: files.map(({ names }) => names.join('/')), results: results.length };
  };

  it('leaves out what a grading wrote, wherever it lies', () => {
    put('ada/01-small.ipynb');
    for (const out of ['results', 'old/results-2']) putResults(out);
    assert.deepEqual(found(), { files: ['ada/01-small.ipynb'], results: 2 });
  });

  it('leaves out what a grading has just begun to write', () => {
    put('ada/01-small.ipynb', 'results/log/ada.small.1.json');
    const release = lockFolder(join(root, 'results'));
    assert.deepEqual(found(), { files: ['ada/01-small.ipynb'], results: 1 });
    release();
  });

  it('finds what was handed in beside results in the same folder', () => {
    put('ada/01-small.ipynb', 'bob/essay.txt', 'cleo.zip', 'feedback.ipynb');
    putResults('.');
    assert.deepEqual(found(), {
      files: ['ada/01-small.ipynb', 'bob/essay.txt', 'cleo.zip', 'feedback.ipynb'],
      results: 1,
    });
  });

  it('takes a folder that is only called as results are for a learner', () => {
    put('results/report.html', 'results/log/notes.json', 'results/results.json');
    assert.deepEqual(found(), {
      files: ['results/log/notes.json', 'results/report.html', 'results/results.json'],
      results: 0,
    });
  });

  it("takes of nbgrader's folder of a course what is in submitted, and of other folders everything", () => {
    const teachers = [
      'source/small/01-small.ipynb',
      'release/small/01-small.ipynb',
      'feedback/ada/small/01-small.html',
    ];
    put('submitted/ada/small/01-small.ipynb', 'autograded/ada/small/01-small.ipynb', ...teachers, 'gradebook.db');
    assert.deepEqual(found(), { files: ['submitted/ada/small/01-small.ipynb'], results: 0 });
    rmSync(join(root, 'submitted'), { recursive: true });
    assert.equal(found().files.length, 5);
  });

  it('has the files in the order of their names, and none of those that programs make beside them', () => {
    put('b/x.ipynb', 'a/y.zip', 'a/node_modules/z.ipynb', '__MACOSX/x.ipynb', '.git/x.ipynb', 'B/Z.IPYNB', 'c.txt');
    const { files } = filesAt(root);
    assert.deepEqual(
      files.map(({ names, kind, time, fault }) => [names.join('/'), kind, time?.clock, fault]),
      [
        ['B/Z.IPYNB', 'notebook', 'file', undefined],
        ['a/y.zip', 'zip', 'file', undefined],
        ['b/x.ipynb', 'notebook', 'file', undefined],
        ['c.txt', 'other', 'file', undefined],
      ],
    );
  });

  it("takes a folder that is called submitted, without a teacher's beside it, for what it is", () => {
    put('submitted/ada/small/01-small.ipynb', 'more/01-small.ipynb');
    assert.equal(found().files.length, 2);
  });

  it('says where a place lies, and how a file is found from here', () => {
    put('s/ada/x.ipynb');
    const folder = filesAt(join(root, 's'));
    assert.deepEqual(folder.above, join(root, 's').split('/').slice(1));
    assert.equal(folder.files[0]?.shown, relative('.', join(root, 's/ada/x.ipynb')));
    const file = filesAt(join(root, 's/ada/x.ipynb'));
    assert.deepEqual([file.isFile, file.above.at(-1), file.files[0]?.names], [true, 'ada', ['x.ipynb']]);
    const { shown } = filesAt(join(root, 's', '..', 's')).files[0] ?? {};
    assert.equal(shown, folder.files[0]?.shown);
  });

  it('shows no more than the last 160 characters of a path', () => {
    put(`${'d'.repeat(200)}/x.ipynb`);
    const [file] = filesAt(root).files;
    assert.equal(file?.shown, `…${'d'.repeat(200)}/x.ipynb`.replace(/^…d{48}/, '…'));
    const room = 160 - relative('.', root).length - '/'.length;
    rmSync(join(root, 'd'.repeat(200)), { recursive: true });
    put(`${'e'.repeat(room - '.ipynb'.length)}.ipynb`);
    assert.equal(filesAt(root).files[0]?.shown.length, 160);
    assert.doesNotMatch(filesAt(root).files[0]?.shown ?? '', /^…/);
  });

  it('goes 32 folders deep, and says of what lies deeper that it is not looked at', () => {
    put(`${'d/'.repeat(32)}x.ipynb`);
    const kinds = (): unknown[] => filesAt(root).files.map(({ kind, fault }) => [kind, fault]);
    assert.deepEqual(kinds(), [['notebook', undefined]]);
    put(`${'d/'.repeat(33)}y.ipynb`);
    assert.deepEqual(kinds(), [
      ['other', 'its folders are more than 32 deep'],
      ['notebook', undefined],
    ]);
  });

  it('says of folders whose path is too long for the system that it is', () => {
    put('ada/01-small.ipynb');
    const deep = (count: number): string => Array<string>(count).fill('d'.repeat(250)).join('/');
    mkdirSync(join(root, 'half', deep(14)), { recursive: true });
    mkdirSync(join(root, 'bob', deep(4)), { recursive: true });
    // no path that long can be made at once
    renameSync(join(root, 'half'), join(root, 'bob', deep(4), 'half'));
    try {
      const { files } = filesAt(root);
      assert.deepEqual(
        files.map(({ names, kind, fault }) => [names[0], kind, fault]),
        [
          ['ada', 'notebook', undefined],
          ['bob', 'other', 'its path is too long'],
        ],
      );
    } finally {
      execFileSync('rm', ['-rf', join(root, 'bob')]);
    }
  });

  it('names the folder that one stands in', () => {
    putResults('.');
    const before = process.cwd();
    process.chdir(root);
    try {
      assert.deepEqual(filesAt('.').results, ['.']);
    } finally {
      process.chdir(before);
    }
  });

  it('follows no link, waits for no pipe, and says so of those that are called as submissions are', () => {
    put('real/01-small.ipynb');
    symlinkSync(join(root, 'real'), join(root, 'a-folder'));
    symlinkSync(join(root, 'real/01-small.ipynb'), join(root, 'b.ipynb'));
    symlinkSync('nowhere', join(root, 'c'));
    execFileSync('mkfifo', [join(root, 'd.zip'), join(root, 'e')]);
    const kinds = filesAt(root).files.map(({ names, kind, fault, link }) => [names.join('/'), kind, fault, link]);
    assert.deepEqual(kinds, [
      ['a-folder', 'other', undefined, 'folder'],
      ['b.ipynb', 'other', LINK_FAULT, undefined],
      ['c', 'other', undefined, 'other'],
      ['d.zip', 'other', 'it is not a file', undefined],
      ['e', 'other', undefined, undefined],
      ['real/01-small.ipynb', 'notebook', undefined, undefined],
    ]);
  });

  it('says that nothing is there, or that a link leads nowhere', () => {
    const below = join(import.meta.filename, 'below');
    assert.throws(() => filesAt(below), { code: 'FILE_MISSING', message: /^there is no such/, place: { file: below } });
    const long = 'x'.repeat(300);
    assert.throws(() => filesAt(long), { code: 'FILE_UNREADABLE', message: 'it cannot be read: the name is too long' });
    assert.throws(() => filesAt(join(root, 'gone')), {
      code: 'FILE_MISSING',
      message: 'there is no such notebook, zip or folder',
      hint: 'check the name',
    });
    symlinkSync('nowhere', join(root, 'link'));
    assert.throws(() => filesAt(join(root, 'link')), {
      message: 'this is a link to nowhere, and nothing is there',
      hint: 'check the name, or name what was handed in itself',
    });
  });
});
