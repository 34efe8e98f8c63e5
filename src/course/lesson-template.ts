/** The files that a new lesson begins with: a small lesson that is whole, for its author to write over. */
import { stringify } from 'yaml';
import type { Cell, Notebook } from '../notebook/document.js';

/** Minutes that a new lesson says it takes. */
export const TEMPLATE_MINUTES = 15;

const metadata = {
  kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
  language_info: {
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    file_extension: '.ts',
    mimetype: 'text/typescript',
    name: 'typescript',
  },
};

const notebookOf = (cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata, cells });
const text = (id: string, source: string, ...tags: string[]): Cell => ({
  cell_type: 'markdown',
  id,
  metadata: tags.length > 0 ? { tags } : {},
  source,
});
const code = (id: string, source: string, ...tags: string[]): Cell => ({
  cell_type: 'code',
  id,
  metadata: tags.length > 0 ? { tags } : {},
  source,
  outputs: [],
  execution_count: null,
});

const create = (id: string, method: string): string =>
  `await admin.create({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'lesson-${id}', namespace: 'default' },
  data: { method: '${method}' },
});`;
const change = (method: string): string => `await admin.patch(object, { data: { method: '${method}' } });`;

/** The notebook as it is handed out. */
export function templateNotebook(id: string, title: string): Notebook {
  return notebookOf([
    text(
      'title',
      `# ${title}\n\n**What you will be able to do:** TODO: one sentence.\n\n**Time:** ${TEMPLATE_MINUTES} minutes. **Needs:** nothing of another lesson.`,
    ),
    code(
      'connect',
      `import { check, connect } from 'kubelab';

const admin = await connect();
const object = '/api/v1/namespaces/default/configmaps/lesson-${id}';
await admin.delete(object); // what an earlier run left; 404 is fine`,
    ),
    text(
      'whole-thing-text',
      '## TODO: what it is about\n\nSay what to expect, send the request, look at the answer, explain it.',
    ),
    code('whole-thing', "await admin.get('/api/v1/namespaces/default')"),
    text(
      'task-1-text',
      `**Task 1.** Create the ConfigMap \`lesson-${id}\` in the namespace \`default\`, with the entry \`method: token\`.`,
    ),
    code('task-1', '// TODO: await admin.create({ ... });', 'task'),
    code('task-1-check', `await check('${id}/task-1')`, 'check'),
    text('task-2-text', '**Task 2.** Change that entry to `certificate`. The path of the ConfigMap is in `object`.'),
    code('task-2', '// TODO: await admin.patch(object, { ... });', 'task'),
    code('task-2-check', `await check('${id}/task-2')`, 'check'),
    text(
      'clean-up-text',
      '## To take along\n\nTODO: what one knows now, and what follows. What the lesson made is deleted:',
    ),
    code('clean-up', 'await admin.delete(object);'),
  ]);
}

/** The solution: the solved cells of the lesson's tasks. */
export function templateSolution(id: string, title: string, file: string): Notebook {
  return notebookOf([
    text(
      'title',
      `# ${title} (solution)\n\nThe tasks of [the lesson](../${file}), solved: one way each. The cells take the place of the lesson's cells with the same ids.`,
      'solution',
    ),
    code('task-1', create(id, 'token'), 'task'),
    code('task-2', change('certificate'), 'task'),
  ]);
}

/** The rubric of the lesson. */
export function templateRubric(id: string, title: string): string {
  const request = { resource: 'configmaps', namespace: 'default', name: `lesson-${id}` };
  const checks = [
    {
      id: 'created',
      title: 'The ConfigMap is created as asked',
      task: 'task-1',
      points: 1,
      hints: [
        'Which kind of object is it, and where does its name stand?',
        'admin.create() takes an object with apiVersion, kind, metadata and data.',
        "data: { method: 'token' }",
      ],
      request: { verb: 'create', ...request, body: { 'data.method': 'token' } },
    },
    {
      id: 'changed',
      title: 'Its entry is changed',
      task: 'task-2',
      points: 1,
      hints: [
        'What did the server answer?',
        'admin.patch() takes a path, and of the object only what is to be another.',
        "await admin.patch(object, { data: { method: 'certificate' } })",
      ],
      request: { verb: ['patch', 'update'], ...request, body: { 'data.method': 'certificate' } },
    },
  ];
  const note = '# What the lesson is graded by: see "Rubrics" in the README of the lessons.\n';
  return note + stringify({ exercise: id, title, checks }, { lineWidth: 120 });
}

/** The tests of the lesson. */
export function templateTests(id: string): string {
  const note =
    '# What the lesson\'s text speaks of, and wrong answers: see "Tests of a lesson" in the README of the lessons.\n';
  const requests = [{ verb: 'get', resource: 'namespaces', name: 'default', code: 200 }];
  const wrong = [
    {
      'task-1': { seen: 'data\\.method .*"password"', source: `${create(id, 'password')}\n` },
      'task-2': { seen: 'data\\.method .*"nothing"', source: `${change('nothing')}\n` },
    },
  ];
  return note + stringify({ requests, wrong }, { lineWidth: 120 });
}
