/** What the texts of the lessons must say, and must not: questions that were open after finishing, and how cells are made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { readRubric } from '../../src/course/rubrics.js';
import { type Cell, parseNotebook, type TextCell } from '../../src/notebook/document.js';

const folder = resolve(import.meta.dirname, '../../notebooks');
const course = readCourse(join(folder, 'course.yaml'));
const files = course.lessons.map(({ file }) => file);
const cellsOf = (file: string): Cell[] => parseNotebook(readFileSync(file, 'utf8'), file).cells;
const textOf = (number: string): string =>
  files
    .filter((file) => basename(file).startsWith(number))
    .flatMap(cellsOf)
    .map(({ source }) => source)
    .join('\n');

describe('the texts of the lessons', () => {
  it('T1: no cell waits with a watch of its own', () => {
    for (const cell of files.flatMap(cellsOf)) {
      if (cell.cell_type === 'code') assert.doesNotMatch(cell.source, /for await|\.watch\(/, cell.id);
    }
  });

  it('T15: speak of keys of both front ends, of no chapter, and do not count wrongly', () => {
    const all = files
      .flatMap(cellsOf)
      .map(({ source }) => source)
      .join('\n');
    assert.doesNotMatch(all, /\bchapter\b/);
    assert.match(textOf('00'), /Shift\+Enter, or Enter in the terminal/);
    assert.match(textOf('00'), /## Four methods, one of them gone/);
    assert.doesNotMatch(textOf('00'), /was refused `\/api` and the namespaces/);
  });

  it('T15: fold the cells of helper functions away', () => {
    const folded = files.flatMap((file) =>
      cellsOf(file)
        .filter((cell) => (cell.metadata as { jupyter?: { source_hidden?: boolean } }).jupyter?.source_hidden)
        .map(({ id }) => `${basename(file).slice(0, 2)} ${id}`),
    );
    for (const cell of ['01 read-kubeconfig', '02 fresh-namespace', '03 pod-my-bash', '06 room', '06 audit-log']) {
      assert.ok(folded.includes(cell), cell);
    }
  });

  it('J22: the first task of 03 leads to a narrow role, and its third task says that 404 is right', () => {
    const task = cellsOf(files[3] ?? '').find(({ id }) => id === 'task-1');
    assert.doesNotMatch(task?.source ?? '', /ready one/);
    const rubric = course.lessons[3] && readRubric(course, course.lessons[3]);
    assert.match(rubric?.checks[0]?.hints[0] ?? '', /gives more than was asked for/);
    assert.match(textOf('03'), /the right answer is a 404/);
  });

  it('answer what was unclear after finishing, where the question comes up', () => {
    assert.match(
      textOf('02'),
      /Why does it live for a year.*3607 seconds.*KEP-1205.*--service-account-extend-token-expiration/,
    );
    assert.match(textOf('02'), /`\/var\/run` is a link to `\/run`/);
    assert.match(textOf('00'), /second context, `front-proxy`/);
    assert.match(textOf('00'), /\*\*field manager\*\*, in `metadata\.managedFields`/);
    assert.match(textOf('00'), /\*\*storage\*\*, is where the object itself is looked for or written/);
    assert.match(textOf('04'), /The first two\. `edit` holds nothing about `namespaces` but reading/);
  });

  it('have pictures of keys, of requests and of tokens, each with words for those who do not see it', () => {
    const pictures = files
      .flatMap(cellsOf)
      .flatMap((cell) => Object.entries((cell as TextCell).attachments ?? {}).map((entry) => ({ cell, entry })));
    assert.deepEqual(
      pictures.map(({ entry: [name] }) => name),
      ['who-holds-which-key.svg', 'csr-states.svg', 'token-account-pod.svg'],
    );
    for (const {
      cell,
      entry: [name, bundle],
    } of pictures) {
      const [, alt = ''] = new RegExp(`!\\[([^\\]]+)\\]\\(attachment:${name}\\)`).exec(cell.source) ?? [];
      assert.ok(alt.length > 100, name);
      assert.match(cell.source, /\n\nIn words: /);
      const svg = Buffer.from(String(bundle['image/svg+xml']), 'base64').toString();
      assert.match(svg, /^<svg [^>]*role="img"><title>[^<]+<\/title>/);
      // a card of its own behind it, so that it is read on a dark page as on a light one
      assert.match(svg, /<rect class="card"/);
      assert.doesNotMatch(svg, /<script|href=|url\(http/);
    }
  });

  it('T9: titles of checks do not name the request that answers the task', () => {
    const telling =
      /by deleting|its lease|deployments\/scale|the end of what it is bound to|^The group lesson-auditors/;
    for (const lesson of course.lessons) {
      for (const { title } of readRubric(course, lesson)?.checks ?? []) assert.doesNotMatch(title, telling);
    }
  });
});
