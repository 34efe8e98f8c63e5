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

  const whole = {
    ...run,
    ...{ status: 'ran', reason: 'x', stopped: 'y', memory: 5, warnings: Array<string>(100).fill('x'.repeat(1000)) },
    run: { notebook: {}, cells: [] },
    evidence: { audit: [{}], objects: [{}], before: [{}], cells: [{}], source: 'client' },
  };

  it('is taken with all that a run may leave, and with no more than it must', () => {
    for (const each of [
      whole,
      { ...whole, status: 'not gradable' },
      { ...whole, evidence: { ...whole.evidence, source: 'server' } },
    ]) {
      assert.deepEqual(unpackRun(packed(each)), each);
    }
    const { reason: _, stopped: __, memory: ___, run: ____, ...least } = whole;
    assert.deepEqual(unpackRun(packed(least)), least);
  });

  const unfit: object[] = [
    ...[{ reason: 7 }, { stopped: 'x'.repeat(1001) }, { memory: '5' }, { warnings: 'x' }, { warnings: [7] }],
    ...[
      { warnings: ['x'.repeat(1001)] },
      { run: [] },
      { run: { notebook: [], cells: [] } },
      { run: { notebook: {}, cells: {} } },
    ],
    ...[
      { took: { started: 7, ms: 1 } },
      { took: { started: 'x', ms: '1' } },
      { took: [] },
      { evidence: [] },
      { evidence: null },
      { run: null },
      { reason: [] },
      { warnings: ['one', 7] },
      { warnings: [[]] },
    ],
    ...['audit', 'objects', 'before', 'cells'].flatMap((list) =>
      [{}, undefined, [[]], ['x']].map((value) => ({ evidence: { ...whole.evidence, [list]: value } })),
    ),
    { evidence: { ...whole.evidence, source: 'me' } },
  ];
  for (const change of unfit) {
    it(`is none with ${JSON.stringify(change).slice(0, 60)}`, () => {
      assert.equal(unpackRun(packed({ ...whole, ...change })), 'it is not what a run leaves');
    });
  }

  it('is none that is a list, a text or nothing', () => {
    for (const value of [[], 'x', null, 7]) assert.equal(unpackRun(packed(value)), 'it is not what a run leaves');
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
