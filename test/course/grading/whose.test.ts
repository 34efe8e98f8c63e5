import assert from 'node:assert/strict';
import type { Course, Lesson } from '../../../src/course/course.js';
import type { HandedInFile, NamedPlace } from '../../../src/course/grading/handed-in-files.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { type Whose, whoseIs } from '../../../src/course/grading/whose.js';

const lessonOf = (id: string, file: string): Lesson => {
  return { id, file: `/course/${file}`, title: id, minutes: 1, summary: '', needs: [], exercise: false };
};
const small = lessonOf('small', '01-small.ipynb');
const big = lessonOf('big', '02-Big-Lab.ipynb');
const course: Course = { title: 'A course', folder: '/course', lessons: [small, big] };

interface At {
  above?: string[];
  zip?: string;
  roster?: string;
  exercise?: Lesson;
}
/** Whose the file at this path is, below a place in these folders, or in a zip that was named. */
const whose = (path: string, { above = ['submitted'], zip, roster, exercise }: At = {}): Whose => {
  const names = path.split('/').filter(Boolean);
  const file: HandedInFile = { kind: 'notebook', file: path, shown: path, names, time: undefined };
  const place: NamedPlace = { path: 'P', above, isFile: false, files: [file], results: [], ...(zip ? { zip } : {}) };
  return whoseIs(file, place, {
    course,
    ...(roster === undefined ? {} : { roster: parseRoster(roster, 'r') }),
    ...(exercise ? { exercise } : {}),
  });
};
const roster = 'id,name\nada,Ada Lovelace\nbob,Bob Roe\n';

describe('course/grading/whose', () => {
  const cases: [string, string, At, string | undefined, string | undefined][] = [
    ['a zip that says learner and exercise', 'ada_01-small.zip/x.ipynb', {}, 'ada', 'small'],
    ['a named zip that says both', 'x.ipynb', { zip: 'ada_01-small.zip', roster }, 'ada', 'small'],
    ['a named zip that says the learner', '01-small.ipynb', { zip: 'bob.zip' }, 'bob', 'small'],
    ['a zip that says the exercise alone', 'small.zip/ada/x.ipynb', {}, 'ada', 'small'],
    ['the nearest folder that says an exercise', 'small/ada/big/x.ipynb', {}, 'ada', 'big'],
    ['a file whose name counts before its folder', 'ada/big/small.ipynb', {}, 'ada', 'small'],
    ['folders whose names say nothing, in any case', 'Submitted/ABGABE/ada/small.ipynb', {}, 'ada', 'small'],
    ['an exercise in any case', 'ada/02-big-LAB.ipynb', {}, 'ada', 'big'],
    ['an exercise in any case behind a name', 'Ada_02-BIG-lab.ipynb', {}, 'Ada', 'big'],
    ['an exercise by its id in any case', 'SMALL/ada.ipynb', {}, 'ada', 'small'],
    ['a name of a file with the id alone', 'small.ipynb', { above: ['ada'] }, 'ada', 'small'],
    ['a number behind the exercise', '01-small-2.ipynb', { above: ['ada'] }, 'ada', 'small'],
    ['a name as long as an exercise', 'ada_01-other.ipynb', {}, 'ada_01-other', undefined],
    ['a folder that is called as a file would be', 'ada_01-small/x.ipynb', {}, 'ada_01-small', undefined],
    ['an ending that is none', 'J. Featherstone', {}, 'J. Featherstone', undefined],
    ['--exercise, where nothing says one', 'ada/x.ipynb', { exercise: big }, 'ada', 'big'],
    ['a place with no name for anybody', 'small.ipynb', {}, undefined, 'small'],
    ['a folder that cannot be read itself', '', { above: ['ada'] }, 'ada', undefined],
    ['the roster, by a file in folders that say nothing', 'submitted/ada_small.ipynb', { roster }, 'ada', 'small'],
    ['the roster, by the folder above', 'mine.ipynb', { above: ['x', 'Bob Roe'], roster }, 'bob', undefined],
    ['the roster, by nothing', 'small.ipynb', { above: [], roster }, undefined, 'small'],
    ['a roster with a name of signs alone', 'submitted/small.ipynb', { roster: 'id,name\n7,-\n' }, undefined, 'small'],
  ];
  for (const [what, path, at, learner, lesson] of cases) {
    it(`goes by ${what}`, () => {
      const found = whose(path, at);
      assert.deepEqual([found.learner, found.lesson?.id], [learner, lesson]);
    });
  }

  it('says which folder, zip or file names the learner', () => {
    const places = ['ada/work/small.ipynb', 'submitted/ada/x.ipynb', 'small/ada.ipynb', 'small/01-small.ipynb'];
    assert.deepEqual(
      places.map((path) => JSON.parse(whose(path).place) as string[]),
      [['P', 'ada'], ['P', 'submitted', 'ada'], ['P', 'small', 'ada.ipynb'], ['P']],
    );
  });

  it("tells a platform's download of the class in a folder from a learner's own zip", () => {
    const download = (path: string): string | undefined => whose(path).download;
    assert.equal(download('all.zip/Ada_1_assignsubmission_file_/small.ipynb'), 'all.zip');
    assert.equal(download('all.zip/ada_12_345_small.ipynb'), 'all.zip');
    assert.equal(download('ada.zip/small.ipynb'), undefined);
    assert.equal(download('all/Ada_1_assignsubmission_file_/small.ipynb'), undefined);
  });

  it("takes Canvas' mark from a file's or zip's name alone, and not from what a learner called a file in Moodle", () => {
    const mark = (path: string): unknown[] => {
      const { learner, canvas, isOfLms } = whose(path);
      return [learner, canvas, isOfLms];
    };
    assert.deepEqual(mark('ada_LATE_12_345_small.ipynb'), ['ada', 'late', true]);
    assert.deepEqual(mark('ada_12_345_work.zip/small.ipynb'), ['ada', 'in time', true]);
    assert.deepEqual(mark('Ada_1_assignsubmission_file_x_12_345_small.ipynb'), ['Ada', undefined, true]);
    assert.deepEqual(mark('ada/small.ipynb'), ['ada', undefined, false]);
  });

  it("takes no file for one of Canvas that a learner called so, in a folder, in a zip or beside the learner's other files", () => {
    const mark = (path: string, at?: At): unknown => whose(path, at).canvas;
    assert.equal(mark('Ada_1_assignsubmission_file_/x_12_345_small.ipynb'), undefined);
    assert.equal(mark('ada/small/x_12_345_small.ipynb'), undefined);
    assert.equal(mark('ada/x_12_345_y.zip/small.ipynb'), undefined);
    assert.equal(mark('ada_LATE_12_345_y.zip/ada_12_345_small.ipynb'), 'late');
    assert.equal(mark('ada_12_345_small.ipynb', { above: ['submitted', 'ada'] }), undefined);
    assert.equal(mark('x_12_345_small.ipynb', { above: ['submitted', 'Ada Lovelace'], roster }), undefined);
    assert.equal(mark('ada_12_345_small.ipynb', { above: ['Ada_1_assignsubmission_file_'] }), undefined);
    assert.equal(mark('ada_LATE_12_345_small.ipynb', { above: ['downloads'], roster }), 'late');
    assert.equal(mark('-_LATE_12_345_small.ipynb', { above: [] }), 'late');
    // a teacher may be called as a learner is
    for (const folder of ['submitted', 'small']) {
      const above = ['home', 'ada', 'class', folder];
      assert.equal(mark('ada_LATE_12_345_small.ipynb', { above }), 'late');
    }
    assert.equal(mark('ada_LATE_12_345_small.ipynb', { above: ['home', 'ada', 'submitted'] }), 'late');
    assert.equal(mark('ada_12_345_small.ipynb', { above: ['submitted', 'ada', 'small'] }), undefined);
    assert.equal(mark('submissions/small/ada_LATE_12_345_small.ipynb'), 'late');
  });

  it("takes Canvas' mark from a zip that was named itself, whatever the files in it are called", () => {
    const zip = 'ada_LATE_12_345_work.zip';
    for (const path of ['small.ipynb', 'ada_12_345_small.ipynb']) assert.equal(whose(path, { zip }).canvas, 'late');
    assert.equal(whose('small.ipynb', { zip: 'ada.zip' }).canvas, undefined);
  });

  it('tells a zip of one learner from a zip of the class, by its name, the folder that it lies in or the roster', () => {
    const isOwn = (path: string, at: At): boolean => whose(path, at).isInOwnZip;
    assert.equal(isOwn('small.ipynb', { zip: 'ada_small.zip' }), true);
    assert.equal(isOwn('ADA_small.ipynb', { zip: 'ada.zip' }), true);
    assert.equal(isOwn('small.ipynb', { above: ['ada', 'small'], zip: 'submission.zip' }), true);
    assert.equal(isOwn('ada/small.ipynb', { zip: 'Ada Lovelace.zip', roster }), true);
    assert.equal(isOwn('small.ipynb', { above: ['ada', 'submitted'], zip: 'submission.zip' }), true);
    assert.equal(isOwn('ada/small.ipynb', { above: ['ada', 'submitted'], zip: 'all.zip' }), false);
    assert.equal(isOwn('ada/small.ipynb', { zip: 'all.zip' }), false);
    assert.equal(isOwn('ada_12_345_small.ipynb', { above: ['downloads'], zip: 'all.zip', roster }), false);
    assert.equal(isOwn('submitted/small.ipynb', { above: [], zip: 'submitted.zip' }), false);
    assert.equal(isOwn('ada/small.ipynb', { above: ['ada'] }), false);
    assert.equal(isOwn('small.ipynb', { above: ['ada'] }), false);
    assert.equal(isOwn('ADA_small.ipynb', { above: ['ada'], zip: 'work.zip' }), true);
    assert.equal(isOwn('stranger/small.ipynb', { zip: 'all.zip', roster }), false);
  });

  it('says that the names fit several of the roster', () => {
    const found = whose('Ada Lovelace.ipynb', { above: ['Bob Roe'], roster });
    assert.deepEqual([found.learner, found.several], ['ada', ['ada', 'bob']]);
    assert.equal('several' in whose('ada.ipynb', { above: ['Ada Lovelace'], roster }), false);
  });
});
