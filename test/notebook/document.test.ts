import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatError, isKubelabError, type KubelabError } from '../../src/errors.js';
import { parseNotebook, readNotebook } from '../../src/notebook/document.js';

const fixtures = join(import.meta.dirname, '../fixtures/notebooks');
const base = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };

function refusal(notebook: unknown): KubelabError {
  const text = typeof notebook === 'string' ? notebook : JSON.stringify(notebook);
  try {
    parseNotebook(text, 'x.ipynb');
  } catch (error) {
    assert.ok(isKubelabError(error), String(error));
    assert.equal(error.code, 'NOTEBOOK_INVALID');
    return error;
  }
  return assert.fail('it was accepted');
}

describe('parseNotebook', () => {
  it('reads cells, with source and texts as single strings', () => {
    const notebook = parseNotebook(
      JSON.stringify({
        ...base,
        metadata: { kernelspec: { name: 'tslab', language: 'typescript' }, extra: { kept: true } },
        cells: [
          { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Title\n', 'text'] },
          {
            cell_type: 'code',
            id: 'b',
            metadata: { tags: ['t'] },
            source: '1',
            execution_count: 3,
            outputs: [
              { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
              {
                output_type: 'display_data',
                data: { 'text/html': ['<b>', 'x</b>'], 'application/json': {}, 'application/geo+json': ['a', 'b'] },
              },
            ],
          },
        ],
      }),
      'x.ipynb',
    );
    const [text, code] = notebook.cells;
    assert.equal(text?.source, '# Title\ntext');
    assert.deepEqual(notebook.metadata.extra, { kept: true });
    assert.deepEqual(code?.cell_type === 'code' && code.outputs, [
      { output_type: 'stream', name: 'stdout', text: 'a\nb' },
      {
        output_type: 'display_data',
        data: { 'text/html': '<b>x</b>', 'application/json': {}, 'application/geo+json': ['a', 'b'] },
        metadata: {},
      },
    ]);
  });

  it('gives cells of nbformat 4.0 to 4.4 the same ids each time, all different', () => {
    const cell = { cell_type: 'code', metadata: {}, source: 'same', outputs: [], execution_count: null };
    const text = JSON.stringify({ ...base, nbformat_minor: 2, cells: [cell, cell, { ...cell, id: '' }] });
    const ids = parseNotebook(text, 'x').cells.map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual(
      parseNotebook(text, 'y').cells.map(({ id }) => id),
      ids,
    );
    assert.equal(parseNotebook(text, 'x').nbformat_minor, 5);
    assert.equal(parseNotebook(JSON.stringify({ ...base, nbformat_minor: 6 }), 'x').nbformat_minor, 6);
  });

  it('gives an id in place of one that nbformat does not allow, and keeps the longest that it does', () => {
    const ids = ['a'.repeat(64), 'a'.repeat(65), 'with space', 7];
    const cells = ids.map((id) => ({ cell_type: 'raw', id, metadata: {}, source: 'same' }));
    const read = parseNotebook(JSON.stringify({ ...base, cells }), 'x').cells.map(({ id }) => id);
    assert.equal(read[0], ids[0]);
    for (const id of read.slice(1)) assert.match(id, /^[0-9a-f]{8}$/);
    assert.equal(new Set(read).size, 4);
  });

  it('reads results and errors, and cells and outputs that leave out what they may', () => {
    const outputs = [
      { output_type: 'execute_result', data: { 'text/plain': ['1'] }, metadata: { a: 1 }, execution_count: 7 },
      { output_type: 'execute_result' },
      { output_type: 'error', ename: 'Error', evalue: 'x', traceback: ['a', 'b'] },
      { output_type: 'error', ename: 'Error', evalue: 'x' },
    ];
    const cells = [
      { cell_type: 'code', id: 'a', source: '1', outputs, execution_count: 7, metadata: [] },
      { cell_type: 'code', id: 'b', source: '' },
      { cell_type: 'markdown', id: 'c', source: '', attachments: { 'a.png': { 'image/png': 'x' } } },
      { cell_type: 'raw', id: 'd', source: '', attachments: 'none' },
    ];
    const read = parseNotebook(`\uFEFF${JSON.stringify({ ...base, metadata: undefined, cells })}`, 'x');
    assert.deepEqual(read.metadata, {});
    assert.deepEqual(read.cells, [
      {
        ...{ cell_type: 'code', id: 'a', metadata: {}, source: '1', execution_count: 7 },
        outputs: [
          { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: { a: 1 }, execution_count: 7 },
          { output_type: 'execute_result', data: {}, metadata: {}, execution_count: null },
          { output_type: 'error', ename: 'Error', evalue: 'x', traceback: ['a', 'b'] },
          { output_type: 'error', ename: 'Error', evalue: 'x', traceback: [] },
        ],
      },
      { cell_type: 'code', id: 'b', metadata: {}, source: '', execution_count: null, outputs: [] },
      { ...{ cell_type: 'markdown', id: 'c', metadata: {}, source: '' }, attachments: cells[2]?.attachments },
      { cell_type: 'raw', id: 'd', metadata: {}, source: '' },
    ]);
  });

  it('takes a notebook that names the language alone, or the kernel alone', () => {
    for (const metadata of [
      { language_info: { name: 'typescript' } },
      { kernelspec: { name: 'tslab' } },
      { kernelspec: { name: 'tslab', language: 'typescript' }, language_info: { name: 'another' } },
    ]) {
      assert.deepEqual(parseNotebook(JSON.stringify({ ...base, metadata }), 'x').metadata, metadata);
    }
  });

  it('refuses two cells with one id when it is asked to, and takes cells without any', () => {
    const cell = (id?: string) => ({ cell_type: 'raw', id, metadata: {}, source: '' });
    const read = (...ids: (string | undefined)[]) =>
      parseNotebook(JSON.stringify({ ...base, cells: ids.map(cell) }), 'x', { uniqueIds: true });
    assert.equal(read('a', undefined, 'b', undefined).cells.length, 4);
    const broken = JSON.stringify({ ...base, nbformat_minor: 0, cells: [null] });
    assert.throws(() => parseNotebook(broken, 'x', { uniqueIds: true }), { message: /not an object/ });
    assert.throws(() => read('a', 'b', 'a'), {
      code: 'NOTEBOOK_INVALID',
      message: 'the id "a" is that of an earlier cell, too',
      place: { file: 'x', cell: 3 },
    });
  });

  it('gives the second of two cells with the same id another one', () => {
    const cell = { cell_type: 'raw', id: 'a', metadata: {}, source: '' };
    const [first, second] = parseNotebook(JSON.stringify({ ...base, cells: [cell, cell] }), 'x').cells;
    assert.equal(first?.id, 'a');
    assert.notEqual(second?.id, 'a');
  });

  it('says line and column of what is not JSON', () => {
    const error = refusal('{\n "cells": [],\n "metadata": {},,\n "nbformat": 4\n}');
    assert.deepEqual(error.place, { file: 'x.ipynb', line: 3, column: 17 });
    assert.match(error.message, /not JSON: "," cannot stand here/);
    assert.match(formatError(error), /x\.ipynb:3:17/);
  });

  it('says that a cut-off file ends too early', () => {
    const error = refusal('{\n "cells": [');
    assert.match(error.message, /ends too early/);
    assert.deepEqual(error.place, { file: 'x.ipynb', line: 2, column: 12 });
  });

  it('says where lists and objects nest too deeply, before the text is parsed', () => {
    const error = refusal(`{\n "cells": ${'['.repeat(100_000)}`);
    assert.match(error.message, /nest more than 1000 deep/);
    assert.deepEqual(error.place, { file: 'x.ipynb', line: 2, column: 1010 });
  });

  const refused: [string, unknown, RegExp, number?][] = [
    ['an empty file', '', /empty/],
    ['a list', [], /none/],
    ['JSON of something else', { name: 'kubelab' }, /no "nbformat"/],
    ['nbformat 3', { ...base, nbformat: 3, nbformat_minor: 0 }, /nbformat 3\.0/],
    ['nbformat 4 without a minor number', { ...base, nbformat_minor: undefined }, /nbformat 4\.\?/],
    ['nbformat 4 with a negative minor number', { ...base, nbformat_minor: -1 }, /nbformat 4\.-1/],
    ['nbformat 4 with a broken minor number', { ...base, nbformat_minor: 4.5 }, /nbformat 4\.4\.5/],
    ['nbformat 5', { ...base, nbformat: 5, nbformat_minor: 0 }, /nbformat 5\.0/],
    ['a Python notebook', { ...base, metadata: { kernelspec: { name: 'python3', language: 'python' } } }, /python3/],
    [
      'a kernel without a language',
      { ...base, metadata: { kernelspec: { name: 'python3' } } },
      /the notebook is for the kernel "python3", and kubelab runs/,
    ],
    [
      'a language alone',
      { ...base, metadata: { language_info: { name: 'python' } } },
      /^the notebook is for another kernel and the language "python", and/,
    ],
    ['another TypeScript kernel', { ...base, metadata: { kernelspec: { name: 'deno' } } }, /"deno"/],
    ['no cells', { ...base, cells: undefined }, /"cells"/],
    ['a cell of unknown type', { ...base, cells: [{ cell_type: 'heading', source: '' }] }, /"heading"/, 1],
    [
      'a cell without a source',
      { ...base, cells: [{ cell_type: 'raw', source: '' }, { cell_type: 'code' }] },
      /source/,
      2,
    ],
    ['a cell with a source of numbers', { ...base, cells: [{ cell_type: 'raw', source: [1] }] }, /source/, 1],
    ['a cell without a type', { ...base, cells: [{ source: '' }] }, /the cell's type is none/, 1],
    [
      'an output that is a text',
      { ...base, cells: [{ cell_type: 'code', source: '', outputs: ['x'] }] },
      /an output of the cell is not an object/,
      1,
    ],
    ['a cell that is null', { ...base, cells: [null] }, /not an object/, 1],
    ['metadata that is a list', { ...base, metadata: [] }, /"metadata"/],
    [
      'an unknown output',
      { ...base, cells: [{ cell_type: 'code', source: '', outputs: [{ output_type: 'pyout' }] }] },
      /unknown type/,
      1,
    ],
  ];
  for (const [what, notebook, message, cell] of refused) {
    it(`refuses ${what}`, () => {
      const error = refusal(notebook);
      assert.match(error.message, message);
      assert.ok(error.hint.length > 10);
      assert.equal(error.place?.file, 'x.ipynb');
      assert.equal(error.place?.cell, cell);
    });
  }
});

describe('readNotebook', () => {
  it('reads a file', () => assert.equal(readNotebook(join(fixtures, 'fine.ipynb')).cells.length, 4));

  it('says FILE_MISSING for a file that is not there, FILE_UNREADABLE for a folder', () => {
    const missing = { code: 'FILE_MISSING', message: 'there is no such notebook', hint: /end in \.ipynb/ };
    assert.throws(() => readNotebook(join(fixtures, 'none.ipynb')), missing);
    const unreadable = { code: 'FILE_UNREADABLE', message: /this is a folder/, place: { file: fixtures } };
    const hint = `name a notebook that is in it, such as ${join(fixtures, 'NAME.ipynb')}`;
    assert.throws(() => readNotebook(fixtures), { ...unreadable, hint });
    // as root every file can be read
    const loop = join(mkdtempSync(join(tmpdir(), 'kubelab-loop-')), 'loop.ipynb');
    symlinkSync('loop.ipynb', loop);
    const message = /^the notebook cannot be read: ELOOP/;
    assert.throws(() => readNotebook(loop), { code: 'FILE_UNREADABLE', message, hint: /ls -l shows who may/ });
    rmSync(dirname(loop), { recursive: true });
  });

  it('says where a link leads that leads to no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-link-'));
    const file = join(folder, 'lesson.ipynb');
    symlinkSync('nowhere.ipynb', file);
    const message = 'this is a link to nowhere.ipynb, and no file is there';
    assert.throws(() => readNotebook(file), { code: 'FILE_MISSING', message, hint: /ln -sf/, place: { file } });
    rmSync(folder, { recursive: true });
  });

  it('says of an empty file and of an old format what to do with that very file', () => {
    const empty = { code: 'NOTEBOOK_INVALID', message: 'the notebook is empty', hint: /take it from its source again/ };
    assert.throws(() => parseNotebook(' \n', 'x.ipynb'), empty);
    const old = JSON.stringify({ nbformat: 3, nbformat_minor: 0, metadata: {}, worksheets: [] });
    assert.throws(() => parseNotebook(old, 'my work/old.ipynb'), {
      hint: 'convert it: jupyter nbconvert --to notebook --nbformat 4 "my work/old.ipynb"',
    });
    assert.throws(() => parseNotebook(old, 'work/old.ipynb'), { hint: / --nbformat 4 work\/old\.ipynb$/ });
    assert.throws(() => parseNotebook('{"cells": ]', 'x.ipynb'), { hint: /mend that place in a text editor/ });
  });

  it('takes a byte order mark and the line ends of Windows', () => {
    const text = readFileSync(join(fixtures, 'fine.ipynb'), 'utf8');
    const cells = parseNotebook(text, 'x.ipynb').cells;
    assert.deepEqual(parseNotebook(`\uFEFF${text.replaceAll('\n', '\r\n')}`, 'x.ipynb').cells, cells);
  });
});
