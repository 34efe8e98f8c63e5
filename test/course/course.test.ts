import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseCourse, readCourse } from '../../src/course/course.js';
import { formatError, isKubelabError } from '../../src/errors.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');
const file = join(folder, 'course.yaml');

function lesson(...lines: string[]): string {
  const keys = lines.map((line) => line.split(':')[0]);
  const rest = ['id: fine', 'title: T', 'file: fine.ipynb', 'minutes: 5', 'summary: S'];
  const entries = [
    ...rest.filter((line) => !keys.includes(line.split(':')[0])),
    ...lines.filter((l) => !/: -$/.test(l)),
  ];
  return `title: C\nlessons:\n  - ${entries.join('\n    ')}\n`;
}

describe('readCourse', () => {
  it('gives the lessons in order, with whole paths and what is not said filled in', () => {
    assert.deepEqual(readCourse(file), {
      title: 'A course for tests',
      folder,
      lessons: [
        {
          id: 'fine',
          title: 'All is well',
          file: join(folder, 'fine.ipynb'),
          minutes: 1,
          summary: 'Cells that pass.',
          needs: [],
          exercise: false,
        },
        {
          id: 'exercise',
          title: 'To be filled in',
          file: join(folder, 'exercise.ipynb'),
          minutes: 2,
          summary: 'A cell that fails until it is filled in.',
          needs: ['fine'],
          exercise: true,
          solution: join(folder, 'exercise-solved.ipynb'),
        },
      ],
    });
  });

  it('says FILE_MISSING where there is none', () => {
    assert.throws(() => readCourse(join(folder, 'none.yaml')), { code: 'FILE_MISSING' });
  });

  const faults: [string, string, RegExp, number, number][] = [
    ['no YAML', 'title: C\nlessons: [\n', /not YAML/, 3, 1],
    ['a key that is there twice', 'title: C\ntitle: D\n', /not YAML: Map keys must be unique/, 2, 1],
    ['an alias of nothing', 'title: *x\n', /Unresolved alias/, 1, 1],
    ['an empty file', '', /the list of lessons is wrong/, 1, 1],
    ['no lessons', 'title: C\nlessons: []\n', /lessons .*holds no lesson/, 2, 10],
    ['a number in words', lesson('minutes: five'), /lessons\[0\]\.minutes is wrong: .*expected number/, 7, 14],
    ['a missing entry', lesson('summary: -'), /lessons\[0\]\.summary is missing/, 3, 5],
    ['a misspelt entry', lesson('needz: []'), /lessons\[0\]\.needz is no known entry/, 8, 5],
    ['an id with a space', lesson('id: a b'), /lessons\[0\]\.id .*is no id/, 7, 9],
    ['a file that is not there', lesson('file: none.ipynb'), /not there: .*none\.ipynb/, 7, 11],
    ['a file of another kind', lesson('file: fine.md'), /is no notebook/, 7, 11],
    ['a file outside', lesson('file: ../x.ipynb'), /leaves the folder/, 7, 11],
    ['what is made and is no object', lesson('makes: { stays: [pods] }'), /stays\[0\] .*is no RESOURCE\/NAME/, 8, 22],
    ['a need of a later lesson', lesson('needs: [later]'), /needs\[0\] is no earlier lesson/, 8, 13],
    ['an exercise without a solution', lesson('exercise: true'), /exercise asks for a solution/, 8, 15],
    ['an id twice', `${lesson()}${lesson().split('\n').slice(2).join('\n')}`, /id of an earlier lesson/, 8, 9],
  ];
  for (const [what, source, message, line, column] of faults) {
    it(`points at ${what}`, () => {
      try {
        parseCourse(source, file);
      } catch (error) {
        assert.ok(isKubelabError(error), String(error));
        assert.equal(error.code, 'COURSE_INVALID');
        assert.match(error.message, message);
        assert.deepEqual(error.place, { file, line, column });
        const [shown, caret] = error.message.split('\n').slice(-2);
        assert.equal(caret?.length, (shown?.indexOf('|') ?? 0) + 2 + column);
        assert.match(formatError(error), new RegExp(`course\\.yaml:${line}:${column}`));
        return;
      }
      assert.fail('it was accepted');
    });
  }
});
