/** The requests of the lesson's own deal of the workshop, as its tests have them: `notebooks/tests/07-debugging-access.yaml`. */
import type { ExpectedRequest } from '../../src/course/lesson-tests.js';
import { type DealtCase, lessonDeal } from '../../src/workshop/deal.js';

const account = (name: string, namespace = 'default'): string => `system:serviceaccount:${namespace}:${name}`;

/** The three of the beginning, and one of each case as it is set up. */
export function workshopRequests(): ExpectedRequest[] {
  const everySecret = { verb: 'list', resource: 'secrets', namespace: 'default' };
  return [
    // the three of the beginning; the first ends before there is a request
    { ...everySecret, user: 'nobody', code: 401, times: 1 },
    { ...everySecret, user: account('default'), code: 403, times: 1 },
    ...lessonDeal().cases.map(requestOfCase),
  ];
}

/** The request of a case as it is set up. */
function requestOfCase({ id, fault, names }: DealtCase): ExpectedRequest {
  const [home, away] = ['lesson-debug', 'lesson-debug-apps'];
  const read = { verb: 'get', resource: 'configmaps', namespace: home, name: id };
  if (fault.part !== 'rbac') {
    const user: Partial<Record<string, string>> = {
      'wrong-account': account(names.who, away),
      'swapped-subject': names.group,
    };
    if (fault.shows === 'forbidden') return { ...read, user: user[fault.id] ?? '', code: 403 };
    if (fault.shows === 'anonymous') return { ...read, user: 'system:anonymous', code: 403 };
    if (fault.shows === '401') return { ...read, user: 'nobody', code: 401 };
    return { ...read, code: 200, times: 0 };
  }
  const { all } = fault.mended(names) as { all: { request: Record<string, string> }[] };
  const { verb = '', resource = '', namespace, user = '' } = all[0]?.request ?? {};
  return {
    verb,
    resource: resource.replace(/\.\w+$/, ''),
    ...(namespace === undefined ? {} : { namespace }),
    user: fault.id === 'impersonation' ? account(names.who, home) : user,
    code: fault.shows === '200' ? 200 : 403,
  };
}
