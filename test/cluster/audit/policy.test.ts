import assert from 'node:assert/strict';
import { type AuditPolicyRule, auditDecision } from '../../../src/cluster/audit/policy.js';
import { requestInfo } from '../../../src/kube/request-info.js';

const jane = { username: 'jane', groups: ['ops', 'system:authenticated'] };
const pods = '/api/v1/namespaces/lab/pods';

describe('a rule of an audit policy', () => {
  const matches = (rule: Omit<AuditPolicyRule, 'level'>, request: string, user: object = jane): boolean => {
    const [method = '', url = ''] = request.split(' ');
    const policy = { rules: [{ ...rule, level: 'Metadata' as const }] };
    return auditDecision(policy, { user, info: requestInfo(method, url) }).level === 'Metadata';
  };
  const scale = 'PATCH /apis/apps/v1/namespaces/lab/deployments/web/scale';
  const rows: [rule: Omit<AuditPolicyRule, 'level'>, yes: string[], no: string[]][] = [
    [{}, [`GET ${pods}`, 'GET /version'], []],
    [{ verbs: [], users: [], resources: [], namespaces: [], nonResourceURLs: [] }, [`GET ${pods}`, 'GET /version'], []],
    [{ verbs: ['list', 'get'] }, [`GET ${pods}`, 'GET /version'], [`DELETE ${pods}/a`]],
    [
      { namespaces: ['lab', ''] },
      [`GET ${pods}`, 'GET /api/v1/nodes'],
      ['GET /api/v1/namespaces/default/pods', 'GET /version'],
    ],
    [{ resources: [{ group: '' }] }, [`GET ${pods}`], ['GET /apis/apps/v1/deployments', 'GET /version']],
    [{ resources: [{ resources: ['pods'] }] }, [`GET ${pods}`], [`GET ${pods}/a/log`, 'GET /api/v1/nodes']],
    [
      { resources: [{ resources: ['nodes', 'pods/log'] }] },
      [`GET ${pods}/a/log`],
      [`GET ${pods}/a`, `GET ${pods}/a/exec`],
    ],
    [{ resources: [{ resources: ['pods/*'] }] }, [`GET ${pods}/a/log`], [`GET ${pods}/a`, 'GET /api/v1/nodes/a/proxy']],
    [
      { resources: [{ group: 'apps', resources: ['*/scale'] }] },
      [scale],
      [scale.replace('/scale', '/status'), scale.replace('/scale', '')],
    ],
    [{ resources: [{ resources: ['*'] }] }, [`GET ${pods}`, `GET ${pods}/a/log`], [scale]],
    [
      { resources: [{ resources: ['pods'], resourceNames: ['a', 'b'] }] },
      [`GET ${pods}/a`],
      [`GET ${pods}/c`, `GET ${pods}`],
    ],
    [{ resources: [{ resources: ['pods'], resourceNames: [] }] }, [`GET ${pods}/a`], []],
    [{ resources: [{ resources: ['secrets'] }, { resources: ['pods'] }] }, [`GET ${pods}`], ['GET /api/v1/nodes']],
    [{ nonResourceURLs: ['/version'] }, ['GET /version'], ['GET /versions', `GET ${pods}`]],
    [{ nonResourceURLs: ['/livez', '/logs/*'] }, ['GET /logs/a', 'GET /livez'], ['GET /logs', 'GET /a/logs/']],
    [{ nonResourceURLs: ['*'] }, ['GET /version'], [`GET ${pods}`]],
  ];
  for (const [rule, yes, no] of rows) {
    it(`${JSON.stringify(rule)} is about ${yes.join(', ')}${no.length > 0 ? `, and not ${no.join(', ')}` : ''}`, () => {
      for (const request of yes) assert.ok(matches(rule, request), request);
      for (const request of no) assert.ok(!matches(rule, request), request);
    });
  }

  it('is about users by their name, or by one of their groups', () => {
    const cases: [rule: Omit<AuditPolicyRule, 'level'>, user: object, expected: boolean][] = [
      [{ users: ['ann', 'jane'] }, jane, true],
      [{ users: ['ann'] }, jane, false],
      [{ users: ['ann'] }, {}, false],
      [{ users: [''] }, {}, false],
      [{ users: [], verbs: [] }, {}, true],
      [{ userGroups: ['dev', 'ops'] }, jane, true],
      [{ userGroups: ['dev'] }, jane, false],
      [{ userGroups: ['dev'] }, {}, false],
      [{ users: ['jane'], userGroups: ['dev'] }, jane, false],
    ];
    for (const [rule, user, expected] of cases) {
      assert.equal(matches(rule, `GET ${pods}`, user), expected, JSON.stringify(rule));
    }
  });

  it('decides when it is the first that matches, and leaves out stages beside those of the policy', () => {
    const request = { user: jane, info: requestInfo('GET', pods) };
    const rules: AuditPolicyRule[] = [
      { level: 'None', verbs: ['delete'] },
      { level: 'Request', omitStages: ['ResponseStarted'], omitManagedFields: false },
      { level: 'RequestResponse' },
    ];
    assert.deepEqual(auditDecision({ rules, omitStages: ['RequestReceived'], omitManagedFields: true }, request), {
      level: 'Request',
      omitStages: ['RequestReceived', 'ResponseStarted'],
      omitManagedFields: false,
    });
    assert.deepEqual(auditDecision({ rules: rules.slice(1) }, request).omitStages, ['ResponseStarted']);
    const last = rules.slice(2);
    assert.deepEqual(auditDecision({ rules: last, omitStages: ['Panic'], omitManagedFields: true }, request), {
      level: 'RequestResponse',
      omitStages: ['Panic'],
      omitManagedFields: true,
    });
    assert.deepEqual(auditDecision({ rules: rules.slice(0, 1) }, request), {
      level: 'None',
      omitStages: [],
      omitManagedFields: false,
    });
  });
});
