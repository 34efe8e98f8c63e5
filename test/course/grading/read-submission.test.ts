import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MOST_NOTEBOOK_BYTES,
  readSubmission,
  refuseUnread,
  tooLarge,
} from '../../../src/course/grading/read-submission.js';
import { notebookOf } from '../../fixtures/class/class.js';

describe('course/grading/read-submission', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-read-'));
    file = join(folder, 'x.ipynb');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads a notebook', () => {
    writeFileSync(file, notebookOf({ make: 'a = 1' }));
    assert.equal(readSubmission(file).cells.find(({ id }) => id === 'make')?.source, 'a = 1');
  });

  it('refuses one that has a cell id twice, since either cell could be meant', () => {
    const notebook = JSON.parse(notebookOf({})) as { cells: { id: string }[] };
    writeFileSync(file, JSON.stringify({ ...notebook, cells: [...notebook.cells, ...notebook.cells] }));
    assert.throws(() => readSubmission(file), { code: 'NOTEBOOK_INVALID' });
  });

  it('refuses a folder, a device and what is not there', () => {
    for (const path of [folder, '/dev/zero']) {
      assert.throws(() => readSubmission(path), { code: 'FILE_UNREADABLE', message: 'it is not a file' });
    }
    assert.throws(() => readSubmission(join(folder, 'gone.ipynb')), { code: 'FILE_MISSING' });
    refuseUnread(join(folder, 'gone.ipynb'));
  });

  it('reads up to 20 MB, and not a byte more', () => {
    writeFileSync(file, '');
    truncateSync(file, MOST_NOTEBOOK_BYTES);
    refuseUnread(file);
    truncateSync(file, MOST_NOTEBOOK_BYTES + 1);
    const message = 'the notebook has 20 MB; at most 20 are read';
    assert.throws(() => readSubmission(file), { code: 'NOTEBOOK_INVALID', message });
    assert.equal(tooLarge(31.6 * 1024 * 1024), 'the notebook has 32 MB; at most 20 are read');
  });
});
