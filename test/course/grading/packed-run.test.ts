import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { packRun, type TimedRun, unpackRun } from '../../../src/course/grading/packed-run.js';
import { notGradable } from '../../../src/course/grading/run-submission.js';

describe('course/grading/packed-run', () => {
  const took = { started: '2026-12-01T17:00:00.000Z', ms: 1200 };
  const run: TimedRun = { ...notGradable('a half \ud800 of a sign'), warnings: ['one'], took };
  const packed = (value: unknown): Buffer => gzipSync(JSON.stringify(value));

  it('comes as it was sent', async () => {
    const bytes = await packRun(run);
    assert.ok(typeof bytes !== 'string');
    assert.deepEqual(unpackRun(bytes), run);
  });

  it('is not sent when it is too large', async () => {
    const cells = [{ id: 'a', outcome: 'passed' as const, text: randomBytes(36 * 1024 * 1024).toString('base64') }];
    const said = await packRun({ ...run, evidence: { ...run.evidence, cells } });
    assert.match(String(said), /^what its server saw has 3\d MB; at most 32 come back over a queue$/);
  });

  const { evidence } = run;
  const rows: [string, Uint8Array, RegExp][] = [
    ['garbage', Buffer.from('no gzip'), /^it cannot be unpacked: /],
    ['half of it', packed(run).subarray(0, 60), /^it cannot be unpacked: /],
    ['more than 400 MB', gzipSync(Buffer.alloc(401 * 1024 * 1024, ' ')), /^it unpacks to more than 400 MB$/],
    ['no JSON', gzipSync('{ "a": secret }'), /^it is not JSON$/],
    ['lists within lists', gzipSync('['.repeat(1e7)), /^it is nested too deeply$/],
    ['no time', packed({ ...run, took: undefined }), /^it is not what/],
    ['another status', packed({ ...run, status: 'fine' }), /^it is not what/],
    ['a reason that is a book', packed({ ...run, reason: 'x'.repeat(1001) }), /^it is not what/],
    ['warnings without end', packed({ ...run, warnings: Array(101).fill('x') }), /^it is not what/],
    ['objects that are none', packed({ ...run, evidence: { ...evidence, objects: [null] } }), /^it is not what/],
    ['no list of cells', packed({ ...run, run: { notebook: {} } }), /^it is not what/],
  ];
  for (const [name, bytes, why] of rows) {
    it(`is none: ${name}`, () => assert.match(String(unpackRun(bytes)), why));
  }
});
