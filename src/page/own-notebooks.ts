/** Notebooks of the learner's own, which lie beside the lessons in the folder of the copy: one to try things in, and those with a name. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Course, Lesson } from '../course/course.js';
import { KubelabError } from '../errors.js';
import type { Notebook } from '../notebook/document.js';
import { writeNotebook } from '../notebook/format.js';

/** The notebook to try things in, which is always there. */
const SCRATCH = 'scratch.ipynb';
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u;

const starter: Notebook = {
  ...{ nbformat: 4, nbformat_minor: 5 },
  metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript (kubelab)', language: 'typescript' } },
  cells: [
    {
      ...{ cell_type: 'markdown', id: 'scratch-title', metadata: {} },
      source: '# Scratch\n\nTry requests here. It belongs to no lesson. To keep it, save it under a name, at the end.',
    },
    {
      ...{ cell_type: 'code', id: 'scratch-first', metadata: {}, execution_count: null, outputs: [] },
      source:
        "import { connect, show } from 'kubelab';\n\nconst admin = await connect();\nawait admin.list('namespaces')",
    },
  ],
};

/** True for the id of a notebook of one's own. */
export function isOwn(id: string): boolean {
  return id.startsWith('own:');
}

/** The notebooks in the folder that are no lessons, the one to try things in first. */
export function ownNotebooks(course: Course, folder: string): Lesson[] {
  const lessons = new Set(course.lessons.map(({ file }) => file));
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[^.].*\.ipynb$/.test(entry.name) && !lessons.has(join(folder, entry.name)))
    .map(({ name }) => name)
    .sort();
  return [SCRATCH, ...names.filter((name) => name !== SCRATCH)].map((name) => asLesson(folder, name));
}

/** Writes the notebook to try things in, when it is not there or with `anew`. Throws FILE_UNREADABLE. */
export function prepareScratch({ file, id }: Lesson, anew = false): boolean {
  if (id !== `own:${SCRATCH}`) return false;
  if (anew || !existsSync(file)) writeNotebook(file, starter);
  return true;
}

/** Writes a notebook under a name of the learner's choice. Throws ARGUMENT_INVALID and FILE_UNREADABLE. */
export function saveUnder(name: string, notebook: Notebook, folder: string): Lesson {
  const bare = name.trim().replace(/\.ipynb$/, '');
  if (!NAME.test(bare)) {
    throw new KubelabError('ARGUMENT_INVALID', 'a notebook cannot have that name', {
      hint: 'take letters, digits, spaces, dots and dashes, at most 60, and begin with a letter or digit',
    });
  }
  const lesson = asLesson(folder, `${bare}.ipynb`);
  // a file system may take capital letters for small ones
  if (readdirSync(folder).some((one) => one.toLowerCase() === basename(lesson.file).toLowerCase())) {
    throw new KubelabError('ARGUMENT_INVALID', `there is a notebook ${bare} already`, { hint: 'take another name' });
  }
  writeNotebook(lesson.file, notebook);
  return lesson;
}

function asLesson(folder: string, name: string): Lesson {
  const title = name === SCRATCH ? 'Scratch' : name.replace(/\.ipynb$/, '');
  const id = `own:${name}`;
  return { id, title, file: join(folder, name), minutes: 0, summary: '', needs: [], exercise: false };
}
