import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { filesAt } from '../../../src/course/grading/handed-in-files.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { type FindOptions, findSubmissions } from '../../../src/course/grading/submissions.js';
import { courseFile } from '../../fixtures/class/class.js';
import { skip } from '../../helpers/skip.js';

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
    findSubmissions({ places: [filesAt(join(root, path))], course, ...more }).submissions.map(
      ({ learner, lesson, refusal }) =>
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
    [
      'folders whose names look alike',
      ['l/ada/01-small.ipynb', 'l/ada\u200b/01-small.ipynb', 'l/ad\u0430/01-small.ipynb'],
      'l',
      [
        ['ad\\u0430', 'small'],
        ['ada', 'small'],
        ['ada\\u200b', 'small'],
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

  it('leaves out checkpoints, hidden folders and what an archive of a Mac holds', () => {
    put('s/ada/01-small.ipynb', 's/ada/.ipynb_checkpoints/01-small-checkpoint.ipynb', 's/__MACOSX/ada/01-small.ipynb');
    assert.deepEqual(found('s'), [['ada', 'small']]);
  });

  it('follows no link, which a learner may have made, and says so in a row or a list', () => {
    put('s/ada/01-small.ipynb', 'elsewhere/01-small.ipynb');
    mkdirSync(join(root, 's/cleo'));
    const links: [string, string][] = [
      ['elsewhere', 's/ada/data'],
      ['elsewhere', 's/bob'],
      ['elsewhere/01-small.ipynb', 's/cleo/01-small.ipynb'],
      ['nowhere', 's/README'],
    ];
    for (const [target, link] of links) symlinkSync(join(root, target), join(root, link));
    const { submissions, links: listed } = findSubmissions({ places: [filesAt(join(root, 's'))], course });
    const why = (link: string): string =>
      `${relative('.', join(root, link))} cannot be read: it is a symbolic link, and links are not followed: put what it leads to in its place`;
    assert.deepEqual(
      submissions.map(({ learner, lesson, refusal }) => [learner, lesson?.id, refusal]),
      [
        ['ada', 'small', undefined],
        ['bob', 'small', why('s/bob')],
        ['cleo', 'small', why('s/cleo/01-small.ipynb')],
      ],
    );
    assert.deepEqual(
      listed.toSorted(),
      ['s/README', 's/ada/data'].map((link) => relative('.', join(root, link))),
    );
    mkdirSync(join(root, 'links'));
    symlinkSync('nowhere', join(root, 'links/ada'));
    assert.throws(() => found('links'), {
      message: 'there is no notebook; symbolic links in a folder are not followed',
    });
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

  it('counts the notebooks of one learner, and names three', () => {
    const refusalOf = (count: number): string => {
      rmSync(join(root, 's'), { recursive: true, force: true });
      put(...Array.from({ length: count }, (_, index) => `s/ada/01-small-${'abcdef'[index]}.ipynb`));
      return (found('s')[0]?.[2] ?? '').replaceAll(`${relative('.', root)}/s/ada/`, '');
    };
    const three = '01-small-a.ipynb, 01-small-b.ipynb, 01-small-c.ipynb';
    assert.equal(refusalOf(3), `there are 3 notebooks of ada: ${three}; leave one`);
    assert.equal(refusalOf(5), `there are 5 notebooks of ada: ${three} and 2 more; leave one`);
  });

  it('takes neither of two folders of one learner, though one file alone bears the name of the exercise', () => {
    put('s/ada/01-small.ipynb', 's/ada /small.ipynb');
    assert.match(found('s')[0]?.[2] ?? '', /there are 2 notebooks of ada: .*; leave one, or name a roster/);
    put('t/ada/01-small.ipynb', 't/ada/deeper/01-small.ipynb');
    assert.match(found('t')[0]?.[2] ?? '', /there are 2 notebooks of ada: .*; leave one$/);
  });

  it('names whom it cannot tell by the word that stands there, or by a question mark', () => {
    const [small] = course.lessons;
    assert.ok(small);
    const roster = parseRoster('id\nada\n', 'r');
    const long = 'y'.repeat(100);
    put('s/X Y/01-small.ipynb', `s/${long}/01-small.ipynb`, 'submitted/01-small.ipynb');
    assert.deepEqual(
      found('s', { roster }).map(([learner]) => learner),
      ['X Y', long.slice(0, 80)],
    );
    const places = [{ ...filesAt(join(root, 'submitted')), above: [] }];
    assert.deepEqual(
      findSubmissions({ places, course }).submissions.map(({ learner }) => learner),
      ['?'],
    );
  });

  it('has what cannot be read with --exercise, too, and sorts what has no exercise first', () => {
    const [small] = course.lessons;
    assert.ok(small);
    put('s/ada/mine.ipynb', 's/ada/01-small.ipynb', 's/ada/02-ungraded.ipynb');
    assert.deepEqual(
      found('s').map(([, lesson]) => lesson),
      [undefined, 'small', 'ungraded'],
    );
    mkdirSync(join(root, 't'));
    symlinkSync('nowhere', join(root, 't/bob.ipynb'));
    const refused = found('t');
    assert.deepEqual([refused.length, refused[0]?.[0], refused[0]?.[1]], [1, 'bob', undefined]);
    assert.match(refused[0]?.[2] ?? '', /cannot be read: it is a symbolic link/);
    assert.equal(found('t', { exercise: small })[0]?.[1], 'small');
  });

  it('searches each of several places, and says which holds nothing', () => {
    put('s/ada/notes.txt', 't/bob/01-small.ipynb', 'u/.hidden/x.ipynb');
    const places = (...names: string[]) => names.map((name) => filesAt(join(root, name)));
    const learners = findSubmissions({ places: places('s', 't'), course }).submissions.map(({ learner }) => learner);
    assert.deepEqual(learners, ['ada', 'bob']);
    assert.throws(() => findSubmissions({ places: places('t', 'u'), course }), {
      code: 'ARGUMENT_INVALID',
      message: 'there is no notebook',
      place: { file: join(root, 'u') },
    });
  });

  it('takes what one learner handed in at two places together, though no notebook is at either', () => {
    put('s/ada/a.txt', 't/ada/b.txt', 'u/bob/01-small.ipynb');
    const places = ['s', 't', 'u'].map((name) => filesAt(join(root, name)));
    assert.deepEqual(
      findSubmissions({ places, course }).submissions.map(({ learner, refusal }) => [learner, refusal]),
      [
        ['ada', 'handed in a.txt, b.txt: no notebook'],
        ['bob', undefined],
      ],
    );
  });

  it('refuses two notebooks of one learner whose exercise is not known, naming the first', () => {
    put('s/ada/mine.ipynb', 's/ada/yours.ipynb');
    const all = found('s');
    assert.equal(all.length, 1);
    assert.match(all[0]?.[2] ?? '', /which exercise .*mine\.ipynb belongs to is not known/);
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

  it('S4: goes by the first folder below the class, never by a deeper one', () => {
    const roster = parseRoster('id,first_name,last_name\nalice,Alice,A\nbob,Bob,B\nmallory,Mallory,M\n', 'r');
    put('s/mallory/activity/alice/01-small.ipynb', 's/alice/01-small.ipynb', 's/bob/alice_01-small.ipynb');
    assert.deepEqual(found('s', { roster }), [
      ['alice', 'small'],
      ['bob', 'small'],
      ['mallory', 'small'],
    ]);
  });

  it("tells two of one name apart by the numbers in Moodle's worksheet and folders", () => {
    const folders = [
      's/Jo Doe_17_assignsubmission_file/01-small.ipynb',
      's/Jo Doe_18_assignsubmission_file/01-small.ipynb',
    ];
    put(...folders);
    assert.match(found('s')[0]?.[2] ?? '', /there are 2 notebooks of Jo Doe: .*; leave one, or name a roster/);
    for (const [title, name, word] of [
      ['Identifier', 'Full name', 'Participant '],
      ['ID', 'Vollständiger Name', 'Teilnehmer/in'],
    ]) {
      const roster = parseRoster(`${title},${name}\n${word}17,Jo Doe\n${word}18,Jo Doe\n`, 'r');
      assert.deepEqual(found('s', { roster }), [
        [`${word}17`, 'small'],
        [`${word}18`, 'small'],
      ]);
    }
  });

  it('S4: takes neither of two that claim to be one learner, nor a file that two learners fit', () => {
    const roster = parseRoster('id,first_name,last_name\n1,Alice,A\n2,Bob,B\n', 'r');
    put('s/Alice A/01-small.ipynb', 's/A Alice/01-small.ipynb', 's/Bob B/01-small.ipynb', 't/Bob B/Alice A.ipynb');
    const [alice, bob, ...others] = found('s', { roster });
    assert.match(alice?.[2] ?? '', /there are 2 notebooks of 1: .*A Alice.*, .*Alice A.*; leave one/);
    assert.deepEqual([bob, others], [['2', 'small'], []]);
    const [small] = course.lessons;
    const [both] = found('t/Bob B/Alice A.ipynb', { roster, ...(small ? { exercise: small } : {}) });
    assert.match(both?.[2] ?? '', /could be of 1 or of 2/);
    // S16: names that differ by a space alone
    put('u/ann/01-small.ipynb', 'u/ann /01-small.ipynb');
    assert.match(found('u')[0]?.[2] ?? '', /there are 2 notebooks of ann/);
  });

  it('S6: tells for whom a notebook cannot be read, and finds the others', () => {
    put('s/ada/01-small.ipynb', 's/bob/01-small.ipynb');
    writeFileSync(Buffer.concat([Buffer.from(join(root, 's/bob/')), Buffer.from([0xfc]), Buffer.from('.ipynb')]), '');
    let deep = Buffer.from(join(root, 's/cleo'));
    mkdirSync(deep);
    for (let depth = 0; depth < 40; depth++) {
      deep = Buffer.concat([deep, Buffer.from('/d')]);
      mkdirSync(deep);
    }
    const all = found('s');
    assert.deepEqual(all[0], ['ada', 'small']);
    const told = all.map(([learner, , refusal]) => `${learner} ${refusal ?? ''}`);
    assert.ok(
      told.some((line) => /^bob .*cannot be read: its name is not in UTF-8/.test(line)),
      told.join('\n'),
    );
    assert.ok(told.some((line) => /^cleo .*cannot be read: its folders are more than 32 deep/.test(line)));
  });

  it('S6: tells of a folder that this user may not read', function () {
    if (process.getuid?.() === 0) skip(this, 'root may read all');
    put('s/ada/01-small.ipynb', 's/bob/01-small.ipynb');
    chmodSync(join(root, 's/bob'), 0o000);
    const told = found('s').map(([learner, , refusal]) => `${learner} ${refusal ?? ''}`);
    chmodSync(join(root, 's/bob'), 0o700);
    assert.deepEqual(told, ['ada ', told[1]]);
    assert.match(told[1] ?? '', /^bob .*cannot be read: you may not read it/);
  });

  it('writes out what would steer a terminal in a name', () => {
    put('s/a\u001b[31m\u202eb/01-small.ipynb');
    assert.deepEqual(found('s'), [['a\\x1b[31m\\u202eb', 'small']]);
  });

  it('says which path is not there, and which holds no notebook', () => {
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'x.txt'), '');
    assert.throws(() => found('nowhere'), { code: 'FILE_MISSING', message: /^there is no such/ });
    symlinkSync('nowhere', join(root, 'link.ipynb'));
    const dead = { code: 'FILE_MISSING', message: 'this is a link to nowhere, and nothing is there' };
    assert.throws(() => found('link.ipynb'), { ...dead, hint: /name what was handed in itself/ });
    assert.throws(() => found('empty'), { code: 'ARGUMENT_INVALID', message: 'there is no notebook' });
    assert.throws(() => found('x.txt'), { code: 'ARGUMENT_INVALID' });
    put('results/log/class.json');
    assert.throws(() => found('results'), { message: 'there is no notebook, only what a grading wrote' });
  });
});
