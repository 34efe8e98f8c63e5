/**
 * Evidence that is kept, and a verdict from it: the same as by running, or none with the reason.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packEvidence, readEvidence, writeEvidence } from '../../../src/course/grading/evidence-file.js';
import { feedbackContent } from '../../../src/course/grading/feedback-content.js';
import { judgeAgain } from '../../../src/course/grading/judge-again.js';
import { type SubmissionRecord, withoutSecrets } from '../../../src/course/grading/record.js';
import { gradedResult } from '../../../src/course/grading/results.js';
import { teacherContent } from '../../../src/course/grading/teacher-content.js';
import { type AskedKinds, askedKinds } from '../../../src/grader/asked-kinds.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import { judge } from '../../../src/grader/judge.js';
import type { Rubric } from '../../../src/grader/rubric.js';
import { as, event, evidence, object, rubric } from '../../grader/evidence.js';
import { fakeJwt } from '../../helpers/pki.js';

const asItIs = (text: string): string => text;
const jwt = fakeJwt({ sub: 'ada' });
const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBkg\n-----END EC PRIVATE KEY-----';

/** A run with something of everything, secrets included. */
const run = evidence({
  audit: [
    event('POST /api/v1/namespaces/lab/configmaps', {
      name: 'notes',
      body: { data: { colour: 'blue', token: jwt, empty: '' } },
    }),
    event('PATCH /api/v1/namespaces/lab/secrets/door', { body: { data: { password: 'c2VjcmV0' } } }),
    event('GET /api/v1/namespaces/lab/pods', { user: as.token }),
  ],
  objects: [
    object('ConfigMap lab/notes', { data: { colour: 'blue', key } }),
    object('Secret lab/door', { data: { password: '' }, type: 'Opaque' }),
    object('Role lab/reader', { rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] }),
    object('RoleBinding lab/jane', {
      subjects: [{ kind: 'User', name: 'jane' }],
      roleRef: { kind: 'Role', name: 'reader' },
    }),
  ],
  before: [object('ConfigMap lab/old', { data: { token: jwt } })],
  cells: [{ id: 'make', outcome: 'passed', text: `Bearer ${jwt}` }],
});

const configMap = (fields: object): Record<string, unknown> => ({
  object: { kind: 'v1/ConfigMap', namespace: 'lab', name: 'notes', fields },
});
const colour = configMap({ 'data.colour': 'blue' });

describe('course/grading/judge-again', () => {
  const out = mkdtempSync(join(tmpdir(), 'kubelab-evidence-'));
  after(() => rmSync(out, { recursive: true, force: true }));
  const folder = join(out, 'evidence');
  const fileOf = (learner: string): string => {
    const name = readdirSync(folder).find((one) => one.startsWith(`${learner}.`));
    assert.ok(name);
    return join(folder, name);
  };

  /** What a run by `by` writes. */
  async function graded(
    learner: string,
    by: Rubric,
    more: { of?: Evidence; asked?: AskedKinds; anonymise?: (text: string) => string } = {},
  ): Promise<SubmissionRecord> {
    const { of = run, asked = askedKinds(by), anonymise = asItIs } = more;
    const owner = { learner, exercise: 'lab', notebook: 'the hash' };
    const packed = packEvidence(owner, { evidence: of, asked, anonymise });
    writeEvidence(out, owner, packed.bytes);
    return withoutSecrets(recordOf(learner, by, of, packed.key), anonymise);
  }

  function recordOf(
    learner: string,
    by: Rubric,
    of: Evidence,
    kept?: SubmissionRecord['evidence'],
    rubricHash = 'old',
  ): SubmissionRecord {
    const verdict = judge(by, of);
    return {
      version: 2,
      learner,
      exercise: 'lab',
      key: { notebook: 'the hash', rubric: rubricHash, lesson: 'l', kubelab: '1' },
      ...(kept ? { evidence: kept } : {}),
      result: gradedResult(learner, verdict),
      verdict,
      content: { ...feedbackContent(undefined, of, verdict), cells: [{ kind: 'text', source: 'kept' }] },
      teacher: teacherContent(of, verdict),
      warnings: [],
      started: '2026-01-01T00:00:00.000Z',
      ms: 1,
    };
  }
  const again = (record: SubmissionRecord, by: Rubric): SubmissionRecord | string =>
    judgeAgain(out, record, { rubric: by, hash: 'new' }, asItIs);

  const same: [string, Record<string, unknown>[]][] = [
    ['an object', [colour, configMap({ 'data.colour': 'red' })]],
    [
      'whether a field is there whose content is a secret',
      [{ cel: "objects.exists(o, o.kind == 'Secret' && has(o.data.password))" }],
    ],
    ['requests', [{ request: { verb: 'list', resource: 'pods', namespace: 'lab', credential: 'token' } }]],
    [
      'what was sent beside a secret',
      [{ request: { verb: 'create', resource: 'configmaps', body: { 'data.colour': 'blue' } } }],
    ],
    ['an empty text', [{ request: { verb: 'create', resource: 'configmaps', body: { 'data.empty': '' } } }]],
    ['rights', [{ access: { user: 'jane', verb: 'get', resource: 'pods', namespace: 'lab', allowed: true } }]],
    [
      'expressions',
      [{ cel: "audit.exists(e, e.objectRef.resource == 'pods') && objects.size() == 4 && before.size() == 1" }],
    ],
  ];
  for (const [what, conditions] of same) {
    it(`a changed rubric about ${what} gives what a run gives`, async () => {
      const by = rubric(...conditions);
      const record = await graded('ada', rubric(colour), { asked: 'all' });
      const judged = again(record, by);
      assert.deepEqual(judged, withoutSecrets(recordOf('ada', by, run, record.evidence, 'new'), asItIs));
    });
  }

  const secret: [string, Record<string, unknown>][] = [
    [
      'a token in an object before',
      { object: { kind: 'v1/ConfigMap', name: 'old', fields: { 'data.token': '~^eyJ' } } },
    ],
    ['a key in an object', configMap({ 'data.key': '~PRIVATE' })],
    ['a token that was sent', { request: { verb: 'create', resource: 'configmaps', body: { 'data.token': '~^eyJ' } } }],
    [
      'the data of a Secret that was sent',
      { request: { verb: 'patch', resource: 'secrets', body: { 'data.password': 'c2VjcmV0' } } },
    ],
    [
      'a token, by an expression',
      { cel: "audit.exists(e, has(e.requestObject.data.token) && e.requestObject.data.token.startsWith('eyJ'))" },
    ],
  ];
  for (const [what, condition] of secret) {
    it(`a rubric that looks at ${what} is left to a run`, async () => {
      const record = await graded('ada', rubric(colour), { asked: 'all' });
      const judged = again(record, rubric(condition));
      assert.match(
        String(judged),
        /^the rubric looks at what was cut out of the evidence \((audit|objects|before)\.\d/,
      );
    });
  }

  it('keeps no token, no key and no data of a Secret, also not what a cell printed, with mode 0600', async () => {
    await graded('ada', rubric(colour));
    const text = gunzipSync(readFileSync(fileOf('ada'))).toString();
    assert.doesNotMatch(text, /eyJ[\w-]+\.eyJ|MHcCAQEEIBkg|c2VjcmV0/);
    assert.match(text, /"colour":"blue"/);
    assert.equal(statSync(fileOf('ada')).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it('keeps no half of a token where an output was cut', async () => {
    const text = `${'x'.repeat(3900)} ${jwt}${'A'.repeat(200)}`.slice(0, 4000);
    assert.match(text, /eyJ/);
    await graded('half', rubric(colour), { of: { ...run, cells: [{ id: 'c', outcome: 'passed', text }] } });
    assert.doesNotMatch(gunzipSync(readFileSync(fileOf('half'))).toString(), /eyJ|ZXlK/);
    // so little of it that nothing tells that it is one
    const cell = (part: string): Partial<Evidence> => ({ cells: [{ id: 'c', outcome: 'passed', text: part }] });
    await graded('half', rubric(colour), { of: { ...run, ...cell(`${'x'.repeat(3979)} ${jwt}`.slice(0, 4000)) } });
    const kept = gunzipSync(readFileSync(fileOf('half'))).toString();
    assert.match(kept, /"text":"x{3979}"/);
    await graded('half', rubric(colour), { of: { ...run, ...cell('two words') } });
    assert.match(gunzipSync(readFileSync(fileOf('half'))).toString(), /"text":"two words"/);
  });

  it('takes names out where that is asked for, and leaves a rubric that looks there to a run', async () => {
    const anonymise = (text: string): string => text.replaceAll('blue', 'learner-1');
    const record = await graded('learner-1', rubric(configMap({ 'data.key': '~x' })), { anonymise });
    assert.doesNotMatch(gunzipSync(readFileSync(fileOf('learner-1'))).toString(), /blue/);
    assert.match(
      String(again(record, rubric(colour))),
      /looks at what was cut out of the evidence \(objects\.0\.data\.colour\)/,
    );
  });

  it('asks for a run where the rubric asks about kinds that were not read', async () => {
    const record = await graded('ada', rubric(colour));
    const pods = { object: { kind: 'v1/Pod', namespace: 'lab' } };
    assert.equal(again(record, rubric(pods)), 'the rubric asks about kinds of objects that were not read');
    assert.match(String(again(record, rubric({ cel: 'objects.size() == 4' }))), /were not read/);
    const all = await graded('ada', rubric(colour), { asked: 'all' });
    assert.equal(typeof again(all, rubric(pods)), 'object');
    for (const kind of ['v1/Event', 'events.k8s.io/v1/Event']) {
      assert.match(String(again(all, rubric({ object: { kind } }))), /were not read/, kind);
    }
  });

  it('keeps of a flood what there is room for, says so, and judges by no part of it', async () => {
    const padding = 'x '.repeat(2000);
    const flood = Array.from({ length: 6000 }, () => event('GET /api/v1/pods', { body: { padding } }));
    const record = await graded('flood', rubric(colour), { of: { ...run, audit: flood } });
    assert.ok(statSync(fileOf('flood')).size < 1024 * 1024);
    assert.ok(gunzipSync(readFileSync(fileOf('flood'))).length < 17 * 1024 * 1024);
    assert.match(String(again(record, rubric(colour))), /is not whole: \d{4} of 6000 requests were kept/);
  });

  it('says of objects and of cells, too, how many were kept, and that something nests too deeply', () => {
    const padding = 'x '.repeat(500_000);
    const reasonOf = (of: Partial<Evidence>): unknown => {
      const owner = { learner: 'flood', exercise: 'lab', notebook: 'the hash' };
      const { bytes, key: sealed } = packEvidence(owner, {
        evidence: { ...run, ...of },
        asked: 'all',
        anonymise: asItIs,
      });
      writeEvidence(out, owner, bytes);
      return readEvidence(out, owner, sealed);
    };
    const objects = Array.from({ length: 20 }, (_, i) => object(`ConfigMap lab/c${i}`, { data: { padding } }));
    assert.match(String(reasonOf({ objects })), /is not whole: 1\d of 20 objects were kept/);
    assert.match(String(reasonOf({ before: objects })), /is not whole: 1\d of 20 earlier objects were kept/);
    const cells = Array.from({ length: 20 }, (_, i) => ({ id: `c${i}`, outcome: 'passed' as const, text: 'x' }));
    const long = [...cells.slice(0, 19), { id: 'x'.repeat(17 * 1024 * 1024), outcome: 'passed' as const, text: '' }];
    assert.match(String(reasonOf({ cells: long })), /is not whole: 19 of 20 cells were kept/);
    let deep: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    const audit = [event('POST /x', { body: { token: jwt } }), event('POST /x', { body: deep })];
    assert.equal(reasonOf({ audit }), 'its evidence is not whole: something in it is nested too deeply');
    assert.match(gunzipSync(readFileSync(fileOf('flood'))).toString(), /"cut":\[\]/);
    const failing = { evidence: run, asked: 'all' as const, anonymise: () => assert.fail('it failed') };
    assert.throws(() => packEvidence({ learner: 'a', exercise: 'b', notebook: 'c' }, failing), /it failed/);
  });

  it('survives what is nested deeper than it can follow', async () => {
    const deep = JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`) as unknown;
    const audit = [event('POST /api/v1/namespaces/lab/configmaps', { body: deep })];
    const record = await graded('deep', rubric(colour), { of: { ...run, audit } });
    const judged = again(record, rubric(colour));
    if (typeof judged === 'string') assert.match(judged, /nested too deeply/);
  });

  describe('evidence that is refused', () => {
    const by = rubric(colour);
    let record: SubmissionRecord;
    beforeEach(async () => {
      record = await graded('ada', by);
    });
    const rewritten = (change: (text: string) => string): void => {
      const file = fileOf('ada');
      writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(file)).toString())));
    };
    const sealed = (): SubmissionRecord => {
      // as somebody would do who can write everything there
      const file = readFileSync(fileOf('ada'));
      return { ...record, evidence: { sha256: createHash('sha256').update(file).digest('hex') } };
    };

    it('one that was changed', () => {
      rewritten((text) => text.replace('"blue"', '"red"'));
      assert.equal(again(record, by), 'its evidence was changed, or is that of another grading');
    });
    it('one that is broken off', () => {
      writeFileSync(fileOf('ada'), readFileSync(fileOf('ada')).subarray(0, 100));
      assert.match(String(again(record, by)), /was changed/);
    });
    it('that of another learner', async () => {
      const other = await graded('bob', by);
      cpSync(fileOf('bob'), fileOf('ada'));
      assert.match(String(again(record, by)), /was changed, or is that of another grading/);
      assert.equal(again({ ...other, learner: 'ada' }, by), 'its evidence is that of another submission');
    });
    it('that of another notebook', () => {
      const other = { ...record, key: { ...record.key, notebook: 'another hash' } };
      assert.equal(again(other, by), 'its evidence is that of another submission');
    });
    it('that of another exercise', () => {
      const owner = { learner: 'ada', exercise: 'other', notebook: 'the hash' };
      writeEvidence(out, owner, readFileSync(fileOf('ada.lab')));
      assert.equal(readEvidence(out, owner, record.evidence), 'its evidence is that of another submission');
      rmSync(fileOf('ada.other'));
    });
    it('what cannot be read', () => {
      const file = fileOf('ada');
      rmSync(file);
      mkdirSync(file);
      assert.match(String(again(record, by)), /^its evidence cannot be read: EISDIR/);
      rmSync(file, { recursive: true });
    });
    it('one that is gone, and one that never was', () => {
      rmSync(fileOf('ada'));
      assert.equal(again(record, by), 'its evidence is gone');
      const { evidence: _, ...without } = record;
      assert.equal(again(without, by), 'its evidence was not kept');
    });
    it('one whose places lead out of it', () => {
      rewritten((text) => text.replace('"cut":[', '"cut":[["__proto__","toString"],'));
      assert.equal(again(sealed(), by), 'its evidence was changed');
      assert.equal(typeof {}.toString, 'function');
    });
    it('what is no evidence at all, and what grows without end', () => {
      rewritten(() => '[]');
      assert.equal(again(sealed(), by), 'its evidence is not of this version of kubelab');
      writeFileSync(fileOf('ada'), gzipSync(Buffer.alloc(100 * 1024 * 1024)));
      assert.equal(again(sealed(), by), 'its evidence is not of this version of kubelab');
    });
  });
});
