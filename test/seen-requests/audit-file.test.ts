import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditEventsSince, auditEventsUpTo } from '../../src/seen-requests/audit-file.js';

const start = Date.parse('2026-01-01T12:00:00Z');

function line(auditID: string, received: number, ended: number = received): string {
  return JSON.stringify({
    kind: 'Event',
    auditID,
    requestReceivedTimestamp: new Date(start + received).toISOString(),
    stageTimestamp: new Date(start + ended).toISOString(),
  });
}

describe('the end of an audit log', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-audit-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function ids(lines: string[], firstBytes?: number): string[] {
    const file = join(folder, 'audit.log');
    writeFileSync(file, lines.join('\n'));
    return auditEventsSince(file, start, firstBytes).map(({ auditID }) => auditID);
  }

  it('holds what came since a moment, in the order of the file', () => {
    assert.deepEqual(ids([line('old', -1), line('first', 0), line('second', 5), '']), ['first', 'second']);
  });

  it('is read further back until an older event is seen', () => {
    const lines = [line('old', -9), ...Array.from({ length: 200 }, (_, n) => line(`n${n}`, n)), ''];
    assert.equal(ids(lines, 300).length, 200);
  });

  it('leaves out a request that began before, however late it ended', () => {
    assert.deepEqual(ids([line('old', -5), line('new', 1, 2), line('long', -3, 9)]), ['new']);
  });

  it('is waited for up to a mark, which is not in it', async () => {
    const file = join(folder, 'audit.log');
    writeFileSync(file, `${line('old', -1)}\n${line('first', 0)}\n`);
    const events = auditEventsUpTo(file, start, 'mark');
    appendFileSync(file, `${line('second', 5)}\n${line('mark', 6)}\n${line('later', 7)}\n`);
    assert.deepEqual(
      (await events).map(({ auditID }) => auditID),
      ['first', 'second'],
    );
  });

  it('is all that is there where the mark never comes', async () => {
    const file = join(folder, 'audit.log');
    writeFileSync(file, `${line('first', 0)}\n`);
    assert.equal((await auditEventsUpTo(file, start, 'mark')).length, 1);
  });

  it('passes over a line that is cut or being written', () => {
    assert.deepEqual(ids([line('new', 1), '{"kind":"Event","auditID":"ha']), ['new']);
    const cut = line('whole', 2).length + 20;
    assert.deepEqual(ids([line('old', -1), line('whole', 2), ''], cut), ['whole']);
  });
});
