/** Small evidence for tests of the judgement: events and objects as an API server would tell of them. */

import type { Evidence } from '../../src/grader/evidence.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { Rubric } from '../../src/grader/rubric.js';
import type { CheckVerdict } from '../../src/grader/verdict.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import type { KubeObject } from '../../src/kube/object.js';
import { requestInfo } from '../../src/kube/request-info.js';
import { credentialIdKey, type UserInfo } from '../../src/kube/user.js';

/** The user name of the account that most tests ask for. */
export const robot = 'system:serviceaccount:lab:robot';

const groups = ['system:serviceaccounts', 'system:serviceaccounts:lab', 'system:authenticated'];
const credential = (id: string): UserInfo['extra'] => ({ [credentialIdKey]: [id] });
const fingerprint = `X509SHA256=${'5'.repeat(64)}`;

/** Users as the server writes them, by how they came. */
export const as = {
  admin: { username: 'kubelab-admin', groups: ['system:masters'], extra: credential(fingerprint) },
  token: { username: robot, uid: 'u-1', groups, extra: credential('JTI=1b2c') },
  tokenSecret: { username: robot, uid: 'u-1', groups },
  lookAlike: { username: robot, groups: ['system:authenticated'], extra: credential(fingerprint) },
  frontProxy: { username: robot, groups },
  forgingProxy: { username: robot, groups, extra: credential('JTI=1b2c') },
  anonymous: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
  nobody: {},
} satisfies Record<string, Partial<UserInfo>>;

/** What differs from a request of the administrator that was answered with 200. */
export interface EventParts {
  user?: Partial<UserInfo>;
  code?: number;
  acting?: UserInfo;
  body?: unknown;
  answer?: unknown;
  name?: string;
  stage?: AuditEvent['stage'];
  id?: string;
  agent?: string;
}

let count = 0;

/** The event of `METHOD URL`. */
export function event(request: string, parts: EventParts = {}): AuditEvent {
  const [method = '', url = ''] = request.split(' ');
  const info = requestInfo(method, url);
  const {
    user = as.admin,
    code = method === 'POST' ? 201 : 200,
    acting,
    body,
    answer,
    stage = 'ResponseComplete',
  } = parts;
  const name = info.name || parts.name;
  const at = `2026-01-01T00:00:00.${String(++count).padStart(6, '0')}Z`;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: parts.id ?? `audit-${count}`,
    stage,
    requestURI: url,
    verb: info.verb,
    user,
    ...(acting ? { impersonatedUser: acting } : {}),
    ...(parts.agent ? { userAgent: parts.agent } : {}),
    ...(info.isResourceRequest
      ? {
          objectRef: {
            resource: info.resource,
            ...(info.namespace ? { namespace: info.namespace } : {}),
            ...(name ? { name } : {}),
            ...(info.apiGroup ? { apiGroup: info.apiGroup } : {}),
            ...(info.subresource ? { subresource: info.subresource } : {}),
            apiVersion: info.apiVersion,
          },
        }
      : {}),
    responseStatus: { metadata: {}, code },
    ...(body === undefined ? {} : { requestObject: body }),
    ...(answer === undefined ? {} : { responseObject: answer }),
    requestReceivedTimestamp: at,
    stageTimestamp: at,
  };
}

/** Evidence with nothing in it but what is given. */
export function evidence(parts: Partial<Evidence> = {}): Evidence {
  return { audit: [], objects: [], before: [], source: 'server', cells: [], ...parts };
}

/** An object; `KIND NAMESPACE/NAME` or `KIND NAME`, of the core group unless `apiVersion` is given. */
export function object(what: string, fields: Record<string, unknown> = {}): KubeObject {
  const [kind = '', path = ''] = what.split(' ');
  const [name, namespace] = path.split('/').reverse();
  const { metadata, ...rest } = fields;
  return {
    apiVersion: 'v1',
    kind,
    ...rest,
    metadata: { name, ...(namespace ? { namespace } : {}), uid: `uid of ${what}`, ...(metadata as object | undefined) },
  };
}

/** A rubric of one check for each condition, called `c1`, `c2`, … and worth 1 point; entries may be added to a check. */
export function rubric(...conditions: Record<string, unknown>[]): Rubric {
  const checks = conditions.map((condition, index) => ({
    id: `c${index + 1}`,
    title: `check ${index + 1}`,
    task: 'task-1',
    points: 1,
    hints: ['look again'],
    ...condition,
  }));
  return parseRubric(JSON.stringify({ exercise: 'lab', title: 'Lab', checks }), 'lab.yaml');
}

/** The verdict on the only check of a rubric. */
export function verdictOn(condition: Record<string, unknown>, parts: Partial<Evidence>): CheckVerdict {
  const [verdict] = judge(rubric(condition), evidence(parts)).checks;
  if (!verdict) throw new Error('a rubric of one check gives one verdict');
  return verdict;
}
