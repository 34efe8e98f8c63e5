import assert from 'node:assert/strict';
import { type EvidencePath, evidenceCleaner, watchCuts } from '../../../src/course/grading/kept-evidence.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import type { AuditEvent } from '../../../src/kube/audit-event.js';
import { fakeJwt } from '../../helpers/pki.js';

const same = (text: string): string => text;
const token = fakeJwt({ sub: 'ann' });
const hidden = '<redacted, 6 bytes>';
const event = (more: object): AuditEvent =>
  ({ auditID: '1', verb: 'create', user: { username: 'ann' }, ...more }) as AuditEvent; // what a cleaner reads

describe('course/grading/kept-evidence', () => {
  it('has none of the data of a Secret, whichever side named it, and says where it was', () => {
    const cleaner = evidenceCleaner(same);
    const body = { data: { a: 's3cret', b: '' } };
    const both = event({
      objectRef: { resource: 'secrets' },
      requestObject: body,
      responseObject: { ...body, kind: 'Secret' },
    });
    const clean = { data: { a: hidden, b: '' } };
    assert.deepEqual(cleaner.event(both, ['audit', 0]), {
      ...both,
      requestObject: clean,
      responseObject: { ...clean, kind: 'Secret' },
    });
    assert.deepEqual(cleaner.cut, [
      ['audit', 0, 'requestObject', 'data', 'a'],
      ['audit', 0, 'responseObject', 'data', 'a'],
    ]);
    const map = event({ requestObject: body, responseObject: { kind: 'Secret', stringData: { a: 's3cret' } } });
    assert.deepEqual(cleaner.event(map, ['audit', 1]), {
      ...map,
      responseObject: { kind: 'Secret', stringData: { a: hidden } },
    });
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { a: 's3cret' } };
    assert.deepEqual(cleaner.object(object, ['objects', 0]), { ...object, data: { a: hidden } });
    assert.deepEqual(cleaner.cut.slice(2), [
      ['audit', 1, 'responseObject', 'stringData', 'a'],
      ['objects', 0, 'data', 'a'],
    ]);
  });

  it('has none of the data of Secrets in a list, nor in the steps of a patch', () => {
    const cleaner = evidenceCleaner(same);
    const ofSecrets = event({
      objectRef: { resource: 'secrets' },
      requestObject: [{ op: 'replace', path: '/data', value: { a: 's3cret' } }],
      responseObject: { kind: 'SecretList', items: [{ data: { a: 's3cret' } }, { data: { b: 's3cret' } }] },
    });
    assert.deepEqual(cleaner.event(ofSecrets, ['audit', 0]), {
      ...ofSecrets,
      requestObject: [{ op: 'replace', path: '/data', value: { a: hidden } }],
      responseObject: { kind: 'SecretList', items: [{ data: { a: hidden } }, { data: { b: hidden } }] },
    });
    assert.deepEqual(cleaner.cut, [
      ['audit', 0, 'requestObject', 0, 'value', 'a'],
      ['audit', 0, 'responseObject', 'items', 0, 'data', 'a'],
      ['audit', 0, 'responseObject', 'items', 1, 'data', 'b'],
    ]);
  });

  it('has no token and no name in any text, in lists as in fields, in the order of the whole', () => {
    const cleaner = evidenceCleaner((text) => text.replaceAll('Ann', 'X'));
    const data = { text: `Ann has ${token}`, list: ['Ann', 5, null, ['none']], own: true };
    const clean = cleaner.data(data, ['cells', 0]) as typeof data;
    assert.match(clean.text, /^X has <redacted/);
    assert.deepEqual([clean.list, clean.own], [['X', 5, null, ['none']], true]);
    assert.deepEqual(Object.keys(clean), ['text', 'list', 'own']);
    assert.deepEqual(cleaner.cut, [
      ['cells', 0, 'text'],
      ['cells', 0, 'list', 0],
    ]);
  });

  it('notices that a place is looked at where something was cut out, and no other', () => {
    const evidence = (): Evidence => ({
      audit: [],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'x' },
          data: { a: hidden, b: hidden },
          no: null,
        } as never,
      ],
      before: [],
      source: 'server',
      cells: [],
    });
    const watched = watchCuts(evidence(), [
      ['objects', 0, 'data', 'a'],
      ['objects', 0, 'data', 'b'],
    ]);
    const [object] = (watched?.evidence.objects ?? []) as unknown as { kind: string; data: Record<string, string> }[];
    assert.deepEqual([object?.kind, watched?.lookedAt()], ['Secret', undefined]);
    assert.deepEqual([object?.data.b, object?.data.a], [hidden, hidden]);
    assert.equal(watched?.lookedAt(), 'objects.0.data.b');
    const lost: EvidencePath[] = [
      [],
      ['objects', 1, 'kind'],
      ['objects', 0, 'data', 'none'],
      ['objects', 0, 'data'],
      ['objects', 0, 'no', 'a'],
      ['audit', 'length'],
      ['objects', 0, 'toString', 'name'],
      ['source', 'deeper'],
      ['none', 'a'],
    ];
    for (const path of lost) assert.equal(watchCuts(evidence(), [path]), undefined, path.join('.'));
    // a rubric may ask which fields there are
    assert.deepEqual(Object.keys(object?.data ?? {}), ['a', 'b']);
    const long = 'x'.repeat(200);
    const cells = [{ id: 'c', outcome: 'passed' as const, text: 'y', [long]: 'z' }];
    const other = watchCuts({ ...evidence(), cells }, [['cells', 0, long]]);
    assert.equal(Object.entries(other?.evidence.cells[0] ?? {}).at(-1)?.[1], 'z');
    assert.equal(other?.lookedAt(), `cells.0.${long}`.slice(0, 120));
  });
});
