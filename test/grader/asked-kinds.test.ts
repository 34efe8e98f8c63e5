import assert from 'node:assert/strict';
import { askedKinds, isAsked } from '../../src/grader/asked-kinds.js';
import type { Condition, Rubric } from '../../src/grader/rubric.js';

function rubric(...conditions: Condition[]): Rubric {
  const common = { title: '', points: 1, visibility: 'shown' as const };
  const [first, ...others] = conditions.map((condition, n) => ({ ...common, id: `c${n}`, condition }));
  return {
    exercise: 'lab',
    title: 'Lab',
    file: 'lab.yaml',
    checks: others.map((check) => ({ ...check, task: 'make', hints: [], requires: [], follows: [], count: 1 })),
    deductions: first ? [first] : [],
  };
}

const request: Condition = { is: 'request', request: { verb: 'get', resource: 'secrets' } };
const namespace: Condition = { is: 'object', object: { kind: 'v1/Namespace', exists: true } };
const widget: Condition = { is: 'object', object: { kind: 'shop.example/v1/Widget', exists: false } };
const access: Condition = { is: 'access', access: { user: 'jane', verb: 'get', resource: 'pods', allowed: true } };

describe('the kinds that a rubric asks about', () => {
  it('are none for requests', () => {
    assert.deepEqual(askedKinds(rubric(request)), new Set());
  });

  it('are those of its objects, with what is below all and any, and of kinds that no table knows', () => {
    const asked = askedKinds(rubric(request, { is: 'all', of: [request, { is: 'any', of: [namespace, widget] }] }));
    assert.deepEqual(asked, new Set(['/Namespace', 'shop.example/Widget']));
    assert.ok(isAsked(asked, 'shop.example', 'Widget'));
    assert.ok(!isAsked(asked, '', 'Secret'));
  });

  it('are those of what stands in the place of a check', () => {
    const { checks, ...rest } = rubric(request, request);
    assert.deepEqual(
      askedKinds({ ...rest, checks: checks.map((check) => ({ ...check, instead: namespace })) }),
      new Set(['/Namespace']),
    );
  });

  it('are those of RBAC for what somebody may do', () => {
    const only: Condition = { is: 'only', only: { user: 'jane', may: [] } };
    for (const condition of [access, only]) {
      const asked = askedKinds(rubric(condition));
      for (const kind of ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']) {
        assert.ok(isAsked(asked, 'rbac.authorization.k8s.io', kind), kind);
      }
    }
  });

  it('are none for an expression about requests, and all for one about objects, also where it says what was seen', () => {
    const ofRequests: Condition = { is: 'cel', cel: 'audit.exists(e, e.verb == "get")' };
    assert.deepEqual(askedKinds(rubric(ofRequests)), new Set());
    assert.equal(askedKinds(rubric(namespace, { is: 'cel', cel: 'objects.size() > 3' })), 'all');
    assert.equal(askedKinds(rubric({ ...ofRequests, seen: 'before[0].kind' })), 'all');
    assert.ok(isAsked('all', '', 'Secret'));
  });
});
