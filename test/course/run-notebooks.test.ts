import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunEvent, runNotebooks, runReport } from '../../src/course/run-notebooks.js';
import { readNotebook } from '../../src/notebook/document.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');
const fine = join(folder, 'fine.ipynb');
const failing = join(folder, 'exercise.ipynb');

describe('runNotebooks', () => {
  let work: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'kubelab-test-'));
  });
  afterEach(() => rmSync(work, { recursive: true }));

  it('runs a notebook with the kubeconfig that was named, and saves it with its outputs', async () => {
    const kubeconfig = join(work, 'kubeconfig');
    const save = join(work, 'out.ipynb');
    writeFileSync(kubeconfig, '');
    const events: RunEvent[] = [];
    const result = await runNotebooks({ files: [fine], kubeconfig, save, onEvent: (event) => events.push(event) });
    assert.equal(result.status, 'ok');
    const outputs = readNotebook(save).cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
    assert.deepEqual(outputs, [
      { output_type: 'display_data', data: { 'text/html': '<b>bold</b>' }, metadata: {} },
      { output_type: 'execute_result', data: { 'text/plain': 'hello' }, metadata: {}, execution_count: 2 },
      { output_type: 'stream', name: 'stdout', text: `${kubeconfig}\n` },
    ]);
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        'notebook-started',
        'kernel-started',
        ...Array(3).fill(['cell-started', 'cell-output', 'cell-finished']).flat(),
        'notebook-finished',
      ],
    );
    assert.ok(events.every((event) => event.file === fine));
  });

  it('stops after a notebook that failed, saves what there is, and reports it as plain data', async () => {
    const save = join(work, 'out.ipynb');
    const failed = await runNotebooks({ files: [failing], save });
    assert.equal(failed.status, 'failed');
    assert.match(readFileSync(save, 'utf8'), /Error: fill this in/);
    const report = JSON.parse(JSON.stringify(runReport(failed)));
    assert.equal(report.status, 'failed');
    const [{ cells }] = report.notebooks;
    assert.equal(cells[0].cell, 2);
    assert.equal(cells[0].status, 'error');
    assert.match(cells[0].outputs[0].evalue, /fill this in/);
  });

  it('goes on to the next notebook only when told to', async () => {
    const env = { ...process.env };
    const stopped = await runNotebooks({ files: [failing, fine], env });
    assert.deepEqual(
      stopped.notebooks.map(({ file }) => file),
      [failing],
    );
    const all = await runNotebooks({ files: [failing, fine], env, keepGoing: true });
    assert.deepEqual(
      all.notebooks.map(({ run }) => run.status),
      ['failed', 'ok'],
    );
  });

  it('runs nothing when it is interrupted before', async () => {
    const result = await runNotebooks({ files: [fine], signal: AbortSignal.abort() });
    assert.deepEqual(result, { status: 'interrupted', notebooks: [] });
  });

  it('refuses what it cannot do before it runs anything', async () => {
    const bad = join(work, 'bad.ipynb');
    writeFileSync(bad, '{"cells": [}');
    const save = join(work, 'out.ipynb');
    const onEvent = (): void => assert.fail('something was run');
    await assert.rejects(runNotebooks({ files: [], onEvent }), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(runNotebooks({ files: [fine, bad], onEvent }), { code: 'NOTEBOOK_INVALID' });
    await assert.rejects(runNotebooks({ files: [fine, `${bad}x`], onEvent }), { code: 'FILE_MISSING' });
    await assert.rejects(runNotebooks({ files: [fine, fine], save, onEvent }), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(runNotebooks({ files: [fine], save: work, onEvent }), { code: 'FILE_UNREADABLE' });
    await assert.rejects(runNotebooks({ files: [fine], save: join(work, 'no/x'), onEvent }), {
      code: 'FILE_UNREADABLE',
    });
    const kubeconfig = join(work, 'none');
    await assert.rejects(runNotebooks({ files: [fine], kubeconfig, onEvent }), { code: 'FILE_MISSING' });
    assert.equal(existsSync(save), false);
  });
});
