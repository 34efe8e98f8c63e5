import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { addLesson } from '../../src/course/new-lesson.js';
import { readNotebook } from '../../src/notebook/document.js';
import { kubelab, makeHome } from '../helpers/command.js';
import { cellFaults, topLevelNames } from '../notebooks/cell-lint.js';

describe('a new lesson', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-new-lesson-'));
    cpSync(resolve('notebooks'), folder, { recursive: true, filter: (path) => !path.includes('.ipynb_checkpoints') });
    file = join(folder, 'course.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const all = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

  it('G19: is notebook, solution, rubric, tests and an entry at the end of the list, of which all else stays', () => {
    const before = readFileSync(file, 'utf8');
    const written = addLesson(file, { id: 'network-policies', title: 'Who may talk to whom: "policies"' });
    const names = ['09-network-policies.ipynb', 'solutions/09-network-policies.ipynb'];
    names.push('rubrics/09-network-policies.yaml', 'tests/09-network-policies.yaml', 'course.yaml');
    assert.deepEqual(
      written,
      names.map((name) => join(folder, name)),
    );
    assert.ok(readFileSync(file, 'utf8').startsWith(before.trimEnd()));
    const lesson = readCourse(file).lessons.at(-1);
    assert.deepEqual([lesson?.id, lesson?.title], ['network-policies', 'Who may talk to whom: "policies"']);
  });

  it('G19: keeps the rules for cells', () => {
    addLesson(file, { id: 'quotas' });
    const { cells } = readNotebook(join(folder, '09-quotas.ipynb'));
    const code = cells.filter(({ cell_type: type }) => type === 'code');
    assert.deepEqual(
      code.flatMap(({ source }) => cellFaults(source)),
      [],
    );
    const names = code.flatMap(({ source }) => topLevelNames(source));
    assert.equal(new Set(names).size, names.length);
    assert.match(cells[0]?.source ?? '', /^# Quotas\n[\s\S]*\*\*Time:\*\* 15 minutes/);
  });

  it('begins a course where there is none, and goes on with it', () => {
    const own = join(folder, 'my-own course', 'course.yaml');
    const written = addLesson(own, { id: 'quotas' });
    assert.ok(written.includes(join(folder, 'my-own course', 'solutions', '00-quotas.ipynb')));
    addLesson(own, { id: 'limits' });
    const { title, lessons } = readCourse(own);
    assert.deepEqual([title, lessons.map(({ id }) => id)], ['My own course', ['quotas', 'limits']]);
    assert.match(readFileSync(own, 'utf8'), /^title: "My own course"\nlessons:\n {2}- id: quotas\n/);
  });

  it('is refused where no folder can be made, with what to name', () => {
    assert.throws(() => addLesson(join(file, 'own', 'course.yaml'), { id: 'quotas' }), {
      code: 'FILE_UNREADABLE',
      message: /^the folder cannot be made: /,
      hint: /--course/,
    });
  });

  it('is refused for an installed package, whose lessons the next installation would replace', () => {
    const installed = join(folder, 'node_modules', 'kubelab', 'notebooks');
    mkdirSync(installed, { recursive: true });
    cpSync(file, join(installed, 'course.yaml'));
    for (const name of readdirSync(folder).filter((entry) => /^(\d.*ipynb|solutions)$/.test(entry))) {
      cpSync(join(folder, name), join(installed, name), { recursive: true });
    }
    const before = all();
    assert.throws(() => addLesson(join(installed, 'course.yaml'), { id: 'quotas' }), {
      code: 'ARGUMENT_INVALID',
      message: /installed again/,
      hint: /--course FOLDER/,
    });
    assert.deepEqual(all(), before);
  });

  const refused: { what: string; id: string; make?: () => void; says: RegExp }[] = [
    { what: 'an id that is taken', id: 'rbac', says: /has a lesson rbac/ },
    { what: 'an id that is none', id: '../Quotas', says: /is no id of a lesson/ },
    {
      what: 'a file that is there',
      id: 'quotas',
      make: () => writeFileSync(join(folder, 'rubrics', '09-quotas.yaml'), ''),
      says: /rubrics\/09-quotas\.yaml is there already/,
    },
    {
      what: 'a released course',
      id: 'quotas',
      make: () => writeFileSync(file, `released: true\n${readFileSync(file, 'utf8')}`),
      says: /is a release/,
    },
  ];
  for (const { what, id, make = () => {}, says } of refused) {
    it(`G19: is refused for ${what}, and nothing is written`, () => {
      make();
      const [files, list] = [all(), readFileSync(file, 'utf8')];
      assert.throws(() => addLesson(file, { id }), { code: 'ARGUMENT_INVALID', message: says });
      assert.deepEqual([all(), readFileSync(file, 'utf8')], [files, list]);
    });
  }

  it('G19: is written by `kubelab new-lesson`, which says what comes next', async () => {
    const { home, remove } = makeHome();
    try {
      const running = kubelab(home, [
        'new-lesson',
        'quotas',
        '--title',
        'How much',
        '--course',
        join(folder, 'my own'),
      ]);
      assert.deepEqual(await running.ended, { code: 0, signal: null });
      // in quotes, so that it can be typed
      assert.match(running.stdout(), /00-quotas\.ipynb\n[\s\S]*check-course '.*\/my own' --lesson quotas\n/);
      assert.ok(existsSync(join(folder, 'my own', 'solutions', '00-quotas.ipynb')));
    } finally {
      remove();
    }
  });
});
