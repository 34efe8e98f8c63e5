import assert from 'node:assert/strict';
import { celFault } from '../../src/grader/cel.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import { makeCa } from '../helpers/pki.js';
import { as, event, evidence, object, rubric, verdictOn } from './evidence.js';

const pods = '/api/v1/namespaces/lab/pods';

describe('a CEL expression', () => {
  const audit = [
    event(`GET ${pods}?labelSelector=app%3Dweb`, { user: as.token }),
    event(`DELETE ${pods}/a?dryRun=All`),
    event(`GET ${pods}`, { user: {}, code: 401, stage: 'ResponseStarted' }),
    event(`GET ${pods}`, { stage: 'RequestReceived' }),
  ];
  const odd = { list: ['a', 'b'], nothing: null, absent: undefined, half: 0.5 };
  const objects = [object('ConfigMap lab/a', { data: { n: '1' } }), object('ConfigMap lab/b', { odd })];
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
    'audit.all(e, type(e.verb) == string)',
    "objects.exists(o, has(o.odd) && o.odd.list == ['a', 'b'] && o.odd.list[1] == 'b' && size(o.odd.list) == 2)",
    'objects.exists(o, has(o.odd) && o.odd.nothing == null && o.odd.half == 0.5)',
    "objects.exists(o, has(o.odd) && !has(o.odd.absent) && size(o.odd) == 3 && !o.odd.exists(key, key == 'absent'))",
    "objects.exists(o, has(o.odd) && !('constructor' in o.odd))",
  ];
  for (const expression of holds) {
    it(`holds: ${expression}`, () => assert.equal(status(expression), 'passed'));
  }

  it('that is false, or no truth at all, is not met', () => {
    assert.equal(status("audit.exists(e, e.verb == 'patch')"), 'failed');
    assert.equal(status("'true'"), 'failed');
  });

  it('G7: that fails is not met, and told as a fault of the rubric', () => {
    const faultOf = (cel: string): [string, unknown] => {
      const lab = rubric({ cel }, { cel: 'size(audit) == 3' });
      const { checks, faults } = judge(lab, evidence({ audit, objects }));
      assert.equal(checks[1]?.status, 'passed');
      return [checks[0]?.seen ?? '', faults];
    };
    for (const [cel, why] of [
      ['objects.all(o, o.data.n == "1")', 'field not found: data'],
      ['objects[1].data.n == "1"', 'field not found: data'],
      ['size(audit) / 0 > 1', 'int divide by zero'],
    ] as const) {
      assert.deepEqual(faultOf(cel), [
        `this could not be judged: its expression failed (${why})`,
        [{ id: 'c1', message: why }],
      ]);
    }
    // what one branch of `any` finds needs no other
    const either = { any: [{ cel: 'objects[1].data.n == "1"' }, { cel: 'size(audit) == 3' }] };
    assert.equal(judge(rubric(either), evidence({ audit, objects })).faults, undefined);
    assert.equal(judge(rubric({ cel: 'size(audit) > 9' }), evidence({ audit })).faults, undefined);
  });

  it('G7: that fails in a deduction is told as well', () => {
    const lab = parseRubric(
      `{ exercise: lab, title: t, checks: [{ id: a, title: t, task: t, points: 1, hints: [h], cel: size(audit) > 9 }],
         deductions: [{ id: d, title: t, points: 1, cel: 'objects[1].data.n == "1"' }] }`,
      'lab.yaml',
    );
    const { deductions, faults } = judge(lab, evidence({ objects }));
    assert.deepEqual([deductions, faults], [[], [{ id: 'd', message: 'field not found: data' }]]);
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
    assert.equal(verdictOn({ ...counted, cel: '2.5' }, { audit }).points, 2);
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
    // the parser tells how far a whole expression goes
    ["audit.exists(e, e.verb = 'list')", /no expression of CEL/, 6],
    ["audit.exists(e, (e.verb == 'list')", /this \( is never closed/, 13],
    ["audit.exists(e, e.verb == 'list'))", /this \) closes nothing/, 34],
    ['size([1, 2) > 0', /\) stands where the \[ of character 6 is still open/, 11],
    ["audit[0].verb == 'list", /the text that begins with ' is never closed/, 18],
    ['audit[0].verb == "list', /the text that begins with " is never closed/, 18],
    ["audit.exists(e, e.verb == ')' && '\\'(' == \"(\"", /this \( is never closed/, 13],
    ["size('''it's ( open''') > 0 && (true", /this \( is never closed/, 32],
    ["size(r'(\\') > 0 && {", /this \{ is never closed/, 20],
    ['', /no expression of CEL/, 1],
    ['audt.size() > 0', /"audt" is no variable; did you mean audit\?/, 1],
    ['cells.size() > 0', /"cells" is no variable; there are audit, objects, before/, 1],
    ['audit.exists(e, f.verb == "get")', /"f" is no variable/, 17],
    ['audit.exist(e, true)', /"exist" is no function/, 6],
    ['[1, {"a": nothing}].size() > 0', /"nothing" is no variable/, 11],
    ['{nothing: 1}.size() > 0', /"nothing" is no variable/, 2],
  ];
  for (const [expression, message, character] of faults) {
    it(`${/closed|closes|open/.test(message.source) ? 'G18: ' : ''}is refused: ${expression || 'an empty one'}`, () => {
      const fault = celFault(expression);
      assert.match(fault?.message ?? '', message);
      assert.equal(fault?.character, character);
    });
  }

  it('may name the types of CEL', () => assert.equal(celFault('audit.all(e, type(e.verb) == string)'), undefined));
});
