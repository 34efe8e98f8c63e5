/** Whether an audit log shows the requests that a lesson's text speaks of. */
import { adminUsername } from '../cluster/pki/cluster-pki.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { ExpectedRequest } from './lesson-tests.js';

/**
 * A sentence for each request that the audit log does not show where the text speaks of it: a lesson is a story, so each request
 * has to come after the one before it.
 */
export function missingRequests(expected: readonly ExpectedRequest[], events: readonly AuditEvent[]): string[] {
  let from = 0;
  return expected.flatMap((wanted): string[] => {
    const times = events.filter((event) => matches(event, wanted)).length;
    if (wanted.times !== undefined && times !== wanted.times) {
      return [`the audit log shows ${JSON.stringify(wanted)} as often as ${times}`];
    }
    if (wanted.times === 0) return [];
    const found = events.findIndex((event, index) => index >= from && matches(event, wanted));
    if (found < 0) return [`the audit log shows no ${JSON.stringify(wanted)} where the text speaks of it`];
    from = found + 1;
    return [];
  });
}

/** The stage of the request's event: a 401 is never completed in the audit log, and a watch only when it ends. */
function stageOf({ verb, code }: ExpectedRequest): AuditEvent['stage'] {
  return code === 401 || verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete';
}

function matches(event: AuditEvent, expected: ExpectedRequest): boolean {
  const { resource, subresource, namespace, name } = event.objectRef ?? {};
  const user = event.user.username ?? 'nobody';
  const wanted = { user: adminUsername, ...expected };
  return (
    event.stage === stageOf(expected) &&
    event.verb === wanted.verb &&
    event.responseStatus?.code === wanted.code &&
    user === wanted.user &&
    event.impersonatedUser?.username === wanted.as &&
    (subresource ? `${resource}/${subresource}` : resource) === wanted.resource &&
    (wanted.path === undefined || event.requestURI.split('?')[0] === wanted.path) &&
    (wanted.namespace === undefined || (namespace ?? '') === wanted.namespace) &&
    (wanted.name === undefined || name === wanted.name)
  );
}
