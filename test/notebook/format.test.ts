import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Output, parseNotebook } from '../../src/notebook/document.js';
import { formatNotebook, writeNotebook } from '../../src/notebook/format.js';
import { skip } from '../helpers/skip.js';

const fixtures = join(import.meta.dirname, '../fixtures/notebooks');

/** Put down by the rules of nbformat's own writer: sorted keys, indent 1, lists of lines, JSON types unsplit. */
const asJupyterWrites = `{
 "cells": [
  {
   "attachments": {
    "dot.png": {
     "image/png": [
      "iVBORw0="
     ]
    }
   },
   "cell_type": "markdown",
   "id": "a",
   "metadata": {},
   "source": [
    "# Übung\\n",
    "\\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "b",
   "metadata": {
    "tags": [
     "x"
    ]
   },
   "outputs": [
    {
     "data": {
      "application/json": "one\\nvalue",
      "text/html": [
       "<p>\\n",
       "</p>"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    },
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b\\n"
     ]
    }
   ],
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

describe('formatNotebook', () => {
  it('writes what Jupyter wrote, to the byte', () => {
    assert.equal(formatNotebook(parseNotebook(asJupyterWrites, 'x')), asJupyterWrites);
  });

  it('writes an error, and a value that is no text, as they are', () => {
    const notebook = parseNotebook(asJupyterWrites, 'x');
    const cell = notebook.cells[1];
    assert.ok(cell?.cell_type === 'code');
    const outputs: Output[] = [
      { output_type: 'error', ename: 'Error', evalue: 'no', traceback: ['Error: no', '  at\n  here'] },
      { output_type: 'display_data', data: { 'x/own': { b: 1 } }, metadata: {} },
    ];
    cell.outputs = outputs;
    const written = JSON.parse(formatNotebook(notebook)) as { cells: { outputs: unknown[] }[] };
    assert.deepEqual(written.cells[1]?.outputs, outputs);
  });

  it('keeps a list of texts that is a JSON value: only lines of text are joined', () => {
    const output = {
      output_type: 'execute_result',
      data: {
        'application/json': ['one', 'two'],
        'application/vnd.names+json': [],
        'text/plain': ["[ 'one',\n", "  'two' ]"],
      },
      metadata: {},
      execution_count: 1,
    };
    const cell = { cell_type: 'code', id: 'a', metadata: {}, source: [], execution_count: 1, outputs: [output] };
    const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const written = JSON.parse(formatNotebook(parseNotebook(text, 'x')));
    assert.deepEqual(written.cells[0].outputs, [output]);
  });

  for (const name of readdirSync(fixtures).filter((file) => file.endsWith('.ipynb'))) {
    it(`keeps ${name} as it is`, () => {
      const text = readFileSync(join(fixtures, name), 'utf8');
      assert.equal(formatNotebook(parseNotebook(text, name)), text);
    });
  }
});

describe('writeNotebook', () => {
  const notebook = parseNotebook(asJupyterWrites, 'x');
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the file and leaves nothing beside it', () => {
    writeNotebook(join(folder, 'out.ipynb'), notebook);
    assert.deepEqual(readdirSync(folder), ['out.ipynb']);
    assert.equal(readFileSync(join(folder, 'out.ipynb'), 'utf8'), asJupyterWrites);
  });

  it('says FILE_UNREADABLE where it cannot write', () => {
    assert.throws(() => writeNotebook(join(folder, 'none', 'out.ipynb'), notebook), { code: 'FILE_UNREADABLE' });
  });

  it('says that the disk is full, and what to do', function () {
    if (!existsSync('/dev/full')) return skip(this, 'there is no /dev/full');
    symlinkSync('/dev/full', join(folder, `out.ipynb.${process.pid}.part`));
    assert.throws(() => writeNotebook(join(folder, 'out.ipynb'), notebook), {
      code: 'FILE_UNREADABLE',
      hint: /^the disk is full, .*delete what you do not need/,
    });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves nothing beside a folder that has the name', () => {
    mkdirSync(join(folder, 'out.ipynb'));
    assert.throws(() => writeNotebook(join(folder, 'out.ipynb'), notebook), {
      code: 'FILE_UNREADABLE',
      place: { file: join(folder, 'out.ipynb') },
    });
    assert.deepEqual(readdirSync(folder), ['out.ipynb']);
  });
});
