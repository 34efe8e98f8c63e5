/**
 * Impersonation as a real kube-apiserver 1.36 answers it (`fixtures/impersonation.jsonl`): accounts with some of a list of rules, and
 * what each is told, in that order, for a SelfSubjectReview with headers of impersonation.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthorization } from '../../../src/cluster/authorization/authorization.js';
import { RbacIndex } from '../../../src/cluster/authorization/rbac-index.js';
import type { Headers } from '../../../src/cluster/chain/handler.js';
import { impersonate, type LastModes, wantedUser } from '../../../src/cluster/chain/impersonation.js';
import type { PolicyRule } from '../../../src/kube/rbac.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import { isApiError } from '../../../src/kube/status.js';
import { serviceAccountGroups, type UserInfo } from '../../../src/kube/user.js';

/** Headers, the code, and the user or the message; without both the user may not make the review, which is not the question here. */
type Try = [headers: Headers, code?: number, answer?: UserInfo | string];

const [rulesLine = '', ...lines] = readFileSync(join(import.meta.dirname, '../../fixtures/impersonation.jsonl'), 'utf8')
  .trim()
  .split('\n');
const pool = JSON.parse(rulesLine) as PolicyRule[];
const info = requestInfo('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews');

/** Asks as an account with these rules; what was allowed last is remembered in between. */
function account(name: string, rules: PolicyRule[]): (headers: Headers) => [number, UserInfo | string] {
  const username = `system:serviceaccount:imp:${name}`;
  const user: UserInfo = { username, groups: [...serviceAccountGroups('imp'), 'system:authenticated'] };
  const index = new RbacIndex();
  const metadata = { name };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: 'imp' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  index.set({ apiVersion: 'v1', kind: 'ClusterRole', metadata, rules });
  index.set({ apiVersion: 'v1', kind: 'ClusterRoleBinding', metadata, roleRef, subjects });
  const { authorize } = createAuthorization(index, { podsOnNode: () => [], all: () => [] });
  const last: LastModes = new Map();
  return (headers) => {
    try {
      const wanted = wantedUser(headers);
      return [201, wanted ? impersonate(authorize, wanted, { user, ...info }, last).user : 'CALLER'];
    } catch (error) {
      if (!isApiError(error)) throw error;
      return [error.code, error.message.replaceAll(username, 'CALLER')];
    }
  };
}

describe('impersonation as recorded', () => {
  for (const [i, line] of lines.entries()) {
    const { rules, tries } = JSON.parse(line) as { rules: number[]; tries: Try[] };
    it(`for account ${i}, who has ${rules.length} rules, ${tries.length} times`, () => {
      const ask = account(
        `d${i}`,
        rules.map((place) => pool[place] ?? assert.fail(`no rule ${place}`)),
      );
      for (const [headers, code, answer] of tries) {
        const got = ask(headers);
        if (code !== undefined) assert.deepEqual(got, [code, answer], JSON.stringify(headers));
      }
    });
  }
});
