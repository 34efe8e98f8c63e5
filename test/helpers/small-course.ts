/** A course of one lesson, written for a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, Notebook } from '../../src/notebook/document.js';
import { formatNotebook } from '../../src/notebook/format.js';

/** A code cell; `tags` as `task` and `check`. */
export function code(id: string, source: string, ...tags: string[]): Cell {
  return {
    cell_type: 'code',
    id,
    metadata: tags.length > 0 ? { tags } : {},
    source,
    outputs: [],
    execution_count: null,
  };
}

/** A text cell. */
export function text(id: string, source: string): Cell {
  return { cell_type: 'markdown', id, metadata: {}, source };
}

/** Writes the lesson `small` (`00-small.ipynb`) with its rubric, and gives the path of the course.yaml. */
export function smallCourse(folder: string, cells: readonly Cell[], rubric?: object): string {
  mkdirSync(join(folder, 'rubrics'), { recursive: true });
  const metadata = { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } };
  const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata, cells: [...cells] };
  writeFileSync(join(folder, '00-small.ipynb'), formatNotebook(notebook));
  const lesson = { id: 'small', title: 'A small lesson', file: '00-small.ipynb', minutes: 1, summary: 'Small.' };
  const second = { ...lesson, id: 'other', title: 'Another lesson', file: '01-other.ipynb' };
  writeFileSync(join(folder, '01-other.ipynb'), formatNotebook({ ...notebook, cells: [code('other-cell', '1 + 1')] }));
  writeFileSync(join(folder, 'course.yaml'), JSON.stringify({ title: 'A course', lessons: [lesson, second] }));
  if (rubric) writeFileSync(join(folder, 'rubrics', '00-small.yaml'), JSON.stringify(rubric));
  return join(folder, 'course.yaml');
}

/** Two tasks: a ConfigMap `first`, and one `second` that counts only when the first is there. */
export const twoTasks: Cell[] = [
  text('title', '# A small lesson'),
  code('connect', "import { check, connect } from 'kubelab';\nconst admin = await connect();\nadmin.server"),
  text('task-1-text', '**Task 1.** Create the ConfigMap `first`.'),
  code(
    'task-1',
    "const wanted1 = '';\n// TODO: the name\nif (wanted1) await admin.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: wanted1, namespace: 'default' } });",
    'task',
  ),
  code('task-1-check', "await check('small/task-1')", 'check'),
  text('task-2-text', '**Task 2.** Create the ConfigMap `second`.'),
  code(
    'task-2',
    "const wanted2 = '';\n// TODO: the name\nif (wanted2) await admin.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: wanted2, namespace: 'default' } });",
    'task',
  ),
  code('task-2-check', "await check('small/task-2')", 'check'),
];

/** What {@link twoTasks} are graded by. */
export const twoTasksRubric: object = {
  exercise: 'small',
  title: 'A small lesson',
  checks: [
    {
      ...{ id: 'first-made', title: 'The first one is created', task: 'task-1', points: 1 },
      hints: ['A ConfigMap has a name.', 'Its name is first.'],
      request: { verb: 'create', resource: 'configmaps', namespace: 'default', name: 'first' },
    },
    {
      ...{ id: 'second-made', title: 'The second one is created', task: 'task-2', points: 1, requires: 'first-made' },
      hints: ['As before.', 'Its name is second.'],
      request: { verb: 'create', resource: 'configmaps', namespace: 'default', name: 'second' },
    },
  ],
};
