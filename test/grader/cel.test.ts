import assert from 'node:assert/strict';
import { celFault } from '../../src/grader/cel.js';
import { makeCa } from '../helpers/pki.js';
import { as, event, object, verdictOn } from './evidence.js';

const pods = '/api/v1/namespaces/lab/pods';

describe('a CEL expression', () => {
  const audit = [
    event(`GET ${pods}?labelSelector=app%3Dweb`, { user: as.token }),
    event(`DELETE ${pods}/a?dryRun=All`),
    event(`GET ${pods}`, { user: {}, code: 401, stage: 'ResponseStarted' }),
    event(`GET ${pods}`, { stage: 'RequestReceived' }),
  ];
  const objects = [object('ConfigMap lab/a', { data: { n: '1' } }), object('ConfigMap lab/b')];
  const status = (cel: string): string =>
    verdictOn({ cel }, { audit, objects, before: [objects[1] ?? object('')] }).status;

  const holds = [
    "audit.exists(e, e.verb == 'list' && e.credential == 'token' && e.responseStatus.code == 200)",
    "audit.exists(e, e.requestURI.contains('labelSelector=app'))",
    "audit.exists(e, e.user.username == '' && e.responseStatus.code == 401)",
    "audit.exists(e, e.dryRun && e.objectRef.name == 'a' && e.objectRef.subresource == '')",
    'size(audit) == 3',
    "objects.exists(o, o.kind == 'ConfigMap' && has(o.data) && o.data.n == '1')",
    'size(objects) - size(before) == 1',
    "objects.exists(o, has(o.data) && 'n' in o.data && !('m' in o.data) && size(o.data) == 1 && o.data == {'n': '1'})",
    "objects.exists(o, has(o.data) && o.data.exists(key, key == 'n'))",
    'audit.all(e, e.responseStatus.code + 1 > 200)',
  ];
  for (const expression of holds) {
    it(`holds: ${expression}`, () => assert.equal(status(expression), 'passed'));
  }

  it('that is false, or fails, is not met', () => {
    assert.equal(status("audit.exists(e, e.verb == 'patch')"), 'failed');
    assert.equal(status('audit[99].verb == "get"'), 'failed');
    assert.equal(status('objects.all(o, o.data.n == "1")'), 'failed');
    assert.equal(status("'true'"), 'failed');
  });

  it('that is not met may say what was seen instead', () => {
    const seen = (expression: string): string =>
      verdictOn({ cel: 'size(audit) > 9', seen: expression }, { audit, objects }).seen;
    assert.equal(seen("'there were ' + string(size(audit))"), 'there were 3');
    assert.equal(seen("objects.map(o, 'named ' + o.metadata.name + ' <b>')[0]"), 'named a ?b?');
    for (const nothing of ['audit[99].verb', "''", 'size(audit)']) {
      assert.equal(seen(nothing), 'what was asked for was not seen');
    }
    assert.equal(verdictOn({ cel: 'size(audit) == 3', seen: "'x'" }, { audit }).seen, 'what was asked for was seen');
  });

  it('may give a number of matches', () => {
    const counted = { cel: "audit.filter(e, e.verb == 'list').size()", count: 4, points: 4 };
    assert.equal(verdictOn(counted, { audit }).points, 2);
    assert.equal(verdictOn({ ...counted, cel: '0 - 3' }, { audit }).points, 0);
  });

  it('reads the subject of a certificate', async () => {
    const { cert } = await (await makeCa()).issue({ cn: 'lesson-reader', o: ['readers'] });
    const issued = (text: string) => [
      object('CertificateSigningRequest a', { status: { certificate: Buffer.from(text).toString('base64') } }),
    ];
    const cel = "objects.exists(o, subject(o.status.certificate) == 'CN=lesson-reader,O=readers')";
    assert.equal(verdictOn({ cel }, { objects: issued(cert) }).status, 'passed');
    assert.equal(verdictOn({ cel }, { objects: issued('CN=lesson-reader,O=readers') }).status, 'failed');
    const other = await (await makeCa()).issue({ cn: 'lesson-reader', o: ['readers', 'admins'] });
    assert.equal(verdictOn({ cel }, { objects: issued(other.cert) }).status, 'failed');
  });

  const faults: [string, RegExp, number][] = [
    ["audit.exists(e, e.verb = 'list')", /no expression of CEL/, 6],
    ['', /no expression of CEL/, 1],
    ['audt.size() > 0', /"audt" is no variable; did you mean audit\?/, 1],
    ['cells.size() > 0', /"cells" is no variable; there are audit, objects, before/, 1],
    ['audit.exists(e, f.verb == "get")', /"f" is no variable/, 17],
    ['audit.exist(e, true)', /"exist" is no function/, 6],
    ['[1, {"a": nothing}].size() > 0', /"nothing" is no variable/, 11],
  ];
  for (const [expression, message, character] of faults) {
    it(`is refused: ${expression || 'an empty one'}`, () => {
      const fault = celFault(expression);
      assert.match(fault?.message ?? '', message);
      assert.equal(fault?.character, character);
    });
  }
});
