import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditMoment, auditSince } from '../../../src/course/grading/audit-tail.js';

describe('the end of an audit log', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-audit-'));
    file = join(folder, 'audit.log');
  });
  const line = (auditID: string): string =>
    `${JSON.stringify({ kind: 'Event', auditID, stage: 'ResponseComplete' })}\n`;
  const ids = ({ events }: { events: { auditID: string }[] }): string[] => events.map(({ auditID }) => auditID);

  beforeEach(() => writeFileSync(file, line('earlier')));
  after(() => rmSync(folder, { recursive: true }));

  it('holds what came between the moment and the mark', async () => {
    const start = auditMoment(file);
    appendFileSync(file, line('a') + line('b') + line('mark') + line('later'));
    const span = await auditSince(start, 'mark');
    assert.deepEqual([ids(span), span.complete], [['a', 'b'], true]);
  });

  it('waits for the mark', async () => {
    const start = auditMoment(file);
    const span = auditSince(start, 'mark');
    appendFileSync(file, line('a'));
    setImmediate(() => appendFileSync(file, line('mark')));
    assert.deepEqual(ids(await span), ['a']);
  });

  it('says when the mark did not come', async () => {
    const start = auditMoment(file);
    appendFileSync(file, line('a'));
    const span = await auditSince(start, 'mark', 0);
    assert.deepEqual([ids(span), span.complete], [['a'], false]);
  });

  it('holds what is there, where no mark is waited for', async () => {
    const start = auditMoment(file);
    appendFileSync(file, line('a') + line('b'));
    const span = await auditSince(start, undefined);
    assert.deepEqual([ids(span), span.complete], [['a', 'b'], false]);
  });

  it('ends a flood of events, and of bytes, before the mark', async () => {
    const start = auditMoment(file);
    const many = Array.from({ length: 50_001 }, () => line('x')).join('');
    appendFileSync(file, many + line('mark'));
    const span = await auditSince(start, 'mark', 0);
    assert.deepEqual([span.events.length, span.complete], [50_000, false]);
    writeFileSync(file, '');
    const large = `${' '.repeat(1024 * 1024 - line('x').length)}${line('x')}`;
    for (let megabyte = 0; megabyte < 65; megabyte++) appendFileSync(file, large);
    appendFileSync(file, line('mark'));
    const heavy = await auditSince({ ...start, offset: 0, inode: auditMoment(file).inode }, 'mark', 0);
    assert.deepEqual([heavy.events.length, heavy.complete], [64, false]);
  });

  it('goes on in the file that was begun anew', async () => {
    const start = auditMoment(file);
    appendFileSync(file, line('a'));
    renameSync(file, join(folder, 'audit-2026-01-01T00-00-00.000.log'));
    writeFileSync(file, line('b') + line('mark'));
    assert.deepEqual(ids(await auditSince(start, 'mark')), ['a', 'b']);
  });

  it('goes on waiting for a mark that comes after the first look', async () => {
    const start = auditMoment(file);
    const span = auditSince(start, 'mark');
    appendFileSync(file, line('a'));
    // one who looks later has looked
    assert.equal((await auditSince(start, 'mark', 0)).complete, false);
    appendFileSync(file, line('mark'));
    const { events, complete } = await span;
    assert.deepEqual([ids({ events }), complete], [['a'], true]);
  });

  it('goes on in the order of the files, where the log was begun anew twice, and reads no others', async () => {
    const own = mkdtempSync(join(folder, 'rotated-'));
    const log = join(own, 'audit.log');
    writeFileSync(log, line('earlier'));
    const start = auditMoment(log);
    const put = (name: string, text: string, at: number): void => {
      writeFileSync(join(own, name), text);
      utimesSync(join(own, name), new Date(at), new Date(at));
    };
    appendFileSync(log, line('a'));
    renameSync(log, join(own, 'audit-z.log'));
    utimesSync(join(own, 'audit-z.log'), new Date(start.at - 5000), new Date(start.at - 5000));
    put('audit-b.log', line('b') + line('c'), start.at + 10);
    put('audit-a.log', line('d'), start.at + 1000);
    // of a time before, of another log, of another kind
    put('audit-c.log', line('old'), start.at - 9000);
    put('other-b.log', line('other'), start.at + 500);
    put('audit-b.txt', line('text'), start.at + 500);
    writeFileSync(log, line('e') + line('mark') + line('later'));
    const span = await auditSince(start, 'mark');
    assert.deepEqual([ids(span), span.complete], [['a', 'b', 'c', 'd', 'e'], true]);
  });

  it('goes on in the file that was emptied, from its beginning', async () => {
    appendFileSync(file, line('x'.repeat(500)));
    const start = auditMoment(file);
    writeFileSync(file, line('b') + line('mark'));
    assert.deepEqual(ids(await auditSince(start, 'mark')), ['b']);
  });

  it('holds nothing of a file that is gone', async () => {
    const gone = join(folder, 'gone.log');
    writeFileSync(gone, line('a'));
    const start = auditMoment(gone);
    rmSync(gone);
    assert.deepEqual(await auditSince(start, 'mark', 0), { events: [], complete: false });
  });

  it('takes the last line without its end, and no half of one', async () => {
    const start = auditMoment(file);
    appendFileSync(file, line('a') + line('b').trimEnd());
    assert.deepEqual(ids(await auditSince(start, undefined)), ['a', 'b']);
    appendFileSync(file, `\n${line('c').slice(0, 20)}`);
    assert.deepEqual(ids(await auditSince(start, undefined)), ['a', 'b']);
    appendFileSync(file, line('c').slice(20) + line('mark').trimEnd());
    const span = await auditSince(start, 'mark');
    assert.deepEqual([ids(span), span.complete], [['a', 'b', 'c'], true]);
  });

  it('passes over what is no event', async () => {
    const start = auditMoment(file);
    const odd = '{"auditID":"x"}\n{"kind":"Policy","auditID":"x"}\n{"kind":"Event","auditID":7}\n';
    appendFileSync(file, `null\n[]\n{"kind":"Event"}\nnoise\n\n${odd}${line('a')}${line('mark')}`);
    assert.deepEqual(ids(await auditSince(start, 'mark')), ['a']);
  });

  it('takes an event whole that holds a line separator of Unicode, or is longer than a read', async () => {
    const start = auditMoment(file);
    const odd = {
      kind: 'Event',
      auditID: 'a',
      userAgent: 'one\u2028two\u2029three\u0085',
      requestURI: `/${'ö'.repeat(100_000)}`,
    };
    appendFileSync(file, `${JSON.stringify(odd)}\n${line('b')}${line('mark')}`);
    const span = await auditSince(start, 'mark');
    assert.deepEqual(ids(span), ['a', 'b']);
    assert.deepEqual(span.events[0], odd);
  });

  it('is refused without a file', () => {
    assert.throws(() => auditMoment(join(folder, 'none.log')), { code: 'FILE_MISSING' });
    assert.throws(() => auditMoment(join(file, 'below-a-file.log')), { code: 'FILE_UNREADABLE' });
  });
});
