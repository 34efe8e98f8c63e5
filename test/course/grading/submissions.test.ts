import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { type FindOptions, findSubmissions } from '../../../src/course/grading/submissions.js';
import { courseFile } from '../../fixtures/class/class.js';

describe('course/grading/submissions', () => {
  const course = readCourse(courseFile);
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-found-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (...files: string[]): void => {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '{}');
    }
  };
  const found = (path = '.', more: Partial<FindOptions> = {}): (string | undefined)[][] =>
    findSubmissions({ paths: [join(root, path)], course, ...more }).map(({ learner, lesson, refusal }) =>
      refusal === undefined ? [learner, lesson?.id] : [learner, lesson?.id, refusal],
    );

  const layouts: [string, string[], string, string[][]][] = [
    ['a notebook in a folder of its learner', ['ada/01-small.ipynb'], 'ada/01-small.ipynb', [['ada', 'small']]],
    ['a folder of a learner', ['ada/01-small.ipynb'], 'ada', [['ada', 'small']]],
    [
      'folders of learners',
      ['s/ada/01-small.ipynb', 's/bob/01-small.ipynb'],
      's',
      [
        ['ada', 'small'],
        ['bob', 'small'],
      ],
    ],
    [
      "nbgrader's folders",
      ['submitted/ada/small/x.ipynb', 'submitted/bob/01-small/y.ipynb'],
      'submitted',
      [
        ['ada', 'small'],
        ['bob', 'small'],
      ],
    ],
    ["nbgrader's folders, from above", ['submitted/ada/small/x.ipynb'], '.', [['ada', 'small']]],
    [
      "nbgrader's folder of one exercise of one learner",
      ['submitted/ada/small/01-small.ipynb'],
      'submitted/ada/small',
      [['ada', 'small']],
    ],
    [
      "Moodle's folders",
      ['m/Ada Lovelace_123_assignsubmission_file/01-small.ipynb', 'm/Bob_7_assignsubmission_file_/01-small.ipynb'],
      'm',
      [
        ['Ada Lovelace', 'small'],
        ['Bob', 'small'],
      ],
    ],
    [
      "Canvas' files",
      ['c/adalovelace_12_345_01-small.ipynb', 'c/bob_LATE_12_345_01-small-1.ipynb'],
      'c',
      [
        ['adalovelace', 'small'],
        ['bob', 'small'],
      ],
    ],
    [
      'files that hold learner and exercise',
      ['f/ada_01-small.ipynb', 'f/01-small-bob.ipynb', 'f/cleo.small.ipynb'],
      'f',
      [
        ['ada', 'small'],
        ['bob', 'small'],
        ['cleo', 'small'],
      ],
    ],
    [
      'files of learners in a folder of the exercise',
      ['small/ada.ipynb', 'small/bob.ipynb'],
      'small',
      [
        ['ada', 'small'],
        ['bob', 'small'],
      ],
    ],
    ['a second download', ['s/ada/01-small (1).ipynb'], 's', [['ada', 'small']]],
    ['a folder within a folder', ['s/ada/work/01-small.ipynb'], 's', [['ada', 'small']]],
    [
      'several exercises',
      ['s/ada/01-small.ipynb', 's/ada/02-ungraded.ipynb'],
      's',
      [
        ['ada', 'small'],
        ['ada', 'ungraded'],
      ],
    ],
  ];
  for (const [what, files, path, expected] of layouts) {
    it(`finds ${what}`, () => {
      put(...files);
      assert.deepEqual(found(path), expected);
    });
  }

  it('leaves out checkpoints, hidden folders, what an archive of a Mac holds, and links, which a learner may have made', () => {
    put(
      's/ada/01-small.ipynb',
      's/ada/.ipynb_checkpoints/01-small-checkpoint.ipynb',
      's/__MACOSX/ada/01-small.ipynb',
      'elsewhere/solution.ipynb',
    );
    symlinkSync(join(root, 'elsewhere'), join(root, 's/bob'));
    mkdirSync(join(root, 's/cleo'));
    symlinkSync(join(root, 'elsewhere/solution.ipynb'), join(root, 's/cleo/01-small.ipynb'));
    assert.deepEqual(found('s'), [['ada', 'small']]);
  });

  it('takes --exercise for what does not say so, and leaves out what says another', () => {
    put('s/ada/mine.ipynb', 's/bob/01-small.ipynb', 's/bob/02-ungraded.ipynb');
    const [small] = course.lessons;
    assert.ok(small);
    assert.deepEqual(found('s', { exercise: small }), [
      ['ada', 'small'],
      ['bob', 'small'],
    ]);
  });

  it('refuses a notebook of an exercise that is not known', () => {
    put('s/ada/mine.ipynb');
    const [[learner, lesson, refusal] = []] = found('s');
    assert.deepEqual([learner, lesson], ['ada', undefined]);
    assert.match(refusal ?? '', /which exercise .*mine\.ipynb belongs to is not known/);
  });

  it('refuses two notebooks of one learner, naming both, unless one alone bears the name of the exercise', () => {
    put('s/ada/01-small-a.ipynb', 's/ada/01-small-b.ipynb', 's/bob/01-small.ipynb', 's/bob/small-old.ipynb');
    const [ada, bob] = found('s');
    assert.match(ada?.[2] ?? '', /there are 2 notebooks of ada: .*01-small-a\.ipynb, .*01-small-b\.ipynb; leave one/);
    assert.deepEqual(bob, ['bob', 'small']);
  });

  it('names learners as the roster does, and refuses whom it does not know', () => {
    const roster = parseRoster('id,first_name,last_name,lms_user_id\n17,Ada,Lovelace,\n18,Bob,Smith,9\n', 'r');
    put(
      's/Ada Lovelace_1_assignsubmission_file/01-small.ipynb',
      's/B._9_assignsubmission_file/01-small.ipynb',
      's/stranger/01-small.ipynb',
    );
    const all = found('s', { roster });
    assert.deepEqual(all.slice(0, 2), [
      ['17', 'small'],
      ['18', 'small'],
    ]);
    assert.match(all[2]?.[2] ?? '', /no learner of the roster fits .*stranger/);
  });

  it('writes out what would steer a terminal in a name', () => {
    put('s/a\u001b[31m\u202eb/01-small.ipynb');
    assert.deepEqual(found('s'), [['a\\x1b[31m\\u202eb', 'small']]);
  });

  it('says which path is not there, and which holds no notebook', () => {
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'x.txt'), '');
    assert.throws(() => found('nowhere'), { code: 'FILE_MISSING' });
    assert.throws(() => found('empty'), { code: 'ARGUMENT_INVALID', message: 'there is no notebook' });
    assert.throws(() => found('x.txt'), { code: 'ARGUMENT_INVALID' });
  });
});
