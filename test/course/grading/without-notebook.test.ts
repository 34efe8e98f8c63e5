import assert from 'node:assert/strict';
import type { HandedInFile } from '../../../src/course/grading/handed-in-files.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import type { Whose } from '../../../src/course/grading/whose.js';
import { type NoNotebook, withoutNotebook } from '../../../src/course/grading/without-notebook.js';
import { small, ungraded } from './hand-made-class.js';

const roster = parseRoster('id\nada\nbob\n', 'r');
interface Other extends Partial<HandedInFile> {
  learner?: string | undefined;
  word?: string;
  isOfLms?: true;
  lesson?: Whose['lesson'];
  wasNamed?: true;
}
/** A file at this path that is no notebook; its learner is the first folder. */
const other = (path: string, more: Other = {}): NoNotebook => {
  const names = path.split('/');
  const {
    learner = 'learner' in more ? undefined : names[0],
    word,
    isOfLms = false,
    lesson,
    wasNamed = false,
    ...file
  } = more;
  const kind = path.endsWith('.zip') ? 'zip' : 'other';
  return {
    file: { kind, file: `/${path}`, shown: path, names, time: undefined, ...file },
    whose: { learner, word: word ?? names[0] ?? '', lesson, place: '', isOfLms, isInOwnZip: false },
    wasNamed,
  };
};
const told = (
  others: NoNotebook[],
  more: Partial<Parameters<typeof withoutNotebook>[2]> = {},
  found: string[] = [],
): unknown => {
  const submissions = found.map((learner) => ({ learner, lesson: small, file: 'x' }));
  const { refused, aside, links } = withoutNotebook(others, submissions, {
    course: { title: '', folder: '', lessons: [] },
    ...more,
  });
  return {
    refused: refused.map(({ submission: { learner, lesson, refusal } }) => [learner, lesson?.id, refusal]),
    ...{ aside, links },
  };
};
const handedIn = (learner: string, what: string, lesson?: string): unknown[] => [learner, lesson, `handed in ${what}`];

describe('course/grading/without-notebook', () => {
  it('has a row for a learner who handed in what may have been meant as a solution, and sets the rest aside', () => {
    assert.deepEqual(told([other('ada/essay.pdf'), other('bob/photo.jpg'), other('cleo.zip'), other('notes.txt')]), {
      refused: [handedIn('ada', 'essay.pdf: no notebook'), handedIn('cleo.zip', 'cleo.zip: no notebook in it')],
      ...{ aside: ['bob/photo.jpg', 'notes.txt'], links: [] },
    });
  });

  it('takes any file of a learner of the roster, or of a platform, for handed in', () => {
    const photos = [
      other('ada/photo.jpg'),
      other('x/photo.jpg', { learner: undefined }),
      other('z.jpg', { isOfLms: true }),
    ];
    assert.deepEqual(told(photos, { roster }), {
      refused: [handedIn('ada', 'photo.jpg: no notebook'), handedIn('z.jpg', 'z.jpg: no notebook')],
      ...{ aside: ['x/photo.jpg'], links: [] },
    });
  });

  it('has a row of its own for each whom the roster does not know', () => {
    const strangers = ['x', 'y'].map((word) => other(`${word}/work.zip`, { learner: undefined, word }));
    assert.deepEqual(told(strangers, { roster }), {
      refused: ['x', 'y'].map((word) => [word, undefined, `no learner of the roster fits ${word}/work.zip`]),
      ...{ aside: [], links: [] },
    });
  });

  it('takes a file beside the others for handed in when its name says the exercise, and nobody has a roster', () => {
    const text = other('ada_01-small.txt', { lesson: small });
    assert.deepEqual(told([text]), {
      refused: [handedIn('ada_01-small.txt', 'ada_01-small.txt: no notebook', 'small')],
      ...{ aside: [], links: [] },
    });
    const stranger = other('x_01-small.txt', { lesson: small, learner: undefined });
    assert.deepEqual(told([stranger], { roster }), { refused: [], aside: ['x_01-small.txt'], links: [] });
  });

  it('sets aside what was named on the command line and is neither notebook nor zip', () => {
    const named = [other('ada/essay.pdf', { wasNamed: true }), other('bob/x.zip', { wasNamed: true })];
    assert.deepEqual(told(named), {
      refused: [handedIn('bob', 'x.zip: no notebook in it')],
      ...{ aside: ['ada/essay.pdf'], links: [] },
    });
  });

  it('says nothing of further files of those who handed in a notebook', () => {
    const stranger = other('X Y/a.txt', { learner: undefined, word: 'X Y' });
    assert.deepEqual(told([other('ada/data.json'), stranger], {}, ['ada', 'X Y']), {
      refused: [],
      aside: [],
      links: [],
    });
  });

  it('names three files of many, and zips as such', () => {
    const of = (...files: string[]): unknown => {
      const { refused } = told(files.map((name) => other(`ada/${name}`))) as { refused: unknown[][] };
      return refused[0]?.[2];
    };
    assert.equal(of('a.txt', 'b.txt', 'c.txt'), 'handed in a.txt, b.txt, c.txt: no notebook');
    assert.equal(
      of('a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'),
      'handed in a.txt, b.txt, c.txt and 2 more: no notebook',
    );
    assert.equal(of('a.zip', 'b.zip'), 'handed in a.zip, b.zip: no notebook in them');
    assert.equal(of('a.zip', 'b.txt'), 'handed in a.zip, b.txt: no notebook');
    assert.equal(of(`${'x'.repeat(90)}.txt`), `handed in ${'x'.repeat(80)}: no notebook`);
    const nameless = other('ada', { names: [], shown: 'all.zip: a file', kind: 'zip' });
    assert.match(JSON.stringify(told([nameless])), /handed in all\.zip: a file: no notebook in it/);
  });

  it('gives the exercise that its files say, the one that is graded, or that all others handed in', () => {
    const lessonOf = (others: NoNotebook[], more: object, lessons = [small]): unknown => {
      const found = lessons.map((lesson, index) => ({ learner: `l${index}`, lesson, file: 'x' }));
      const known = { course: { title: '', folder: '', lessons: [] }, ...more };
      return withoutNotebook(others, found, known).refused[0]?.submission.lesson?.id;
    };
    const files = [other('ada/a.txt'), other('ada/b.txt', { lesson: ungraded })];
    assert.equal(lessonOf(files, { exercise: small }), 'ungraded');
    assert.equal(lessonOf(files.slice(0, 1), { exercise: ungraded }), 'ungraded');
    assert.equal(lessonOf(files.slice(0, 1), {}), 'small');
    assert.equal(lessonOf(files.slice(0, 1), {}, [small, ungraded]), undefined);
  });

  it('says of a link to a folder that it is not followed, of another link nothing, and of a stranger who is meant', () => {
    const links = [
      other('ada', { link: 'folder' }),
      other('bob/README', { link: 'other' }),
      other('X/a.zip', { learner: undefined, word: '' }),
    ];
    const why =
      'ada cannot be read: it is a symbolic link, and links are not followed: put what it leads to in its place';
    assert.deepEqual(told(links), {
      refused: [
        ['ada', undefined, why],
        ['?', undefined, 'no learner of the roster fits X/a.zip'],
      ],
      ...{ aside: [], links: ['bob/README'] },
    });
  });

  it('keeps the time of the first file, and its path', () => {
    const time = { at: new Date(0), clock: 'file' as const };
    const { refused } = withoutNotebook([other('ada/a.txt', { time }), other('bob/b.txt')], [], {
      course: { title: '', folder: '', lessons: [] },
    });
    assert.deepEqual(
      refused.map(({ submission: { file, time: at }, files }) => [file, at, files.length]),
      [
        ['/ada/a.txt', time, 1],
        ['/bob/b.txt', undefined, 1],
      ],
    );
  });
});
