/** `show.least`: the roles that would have been enough for a client's requests, and its grants beyond them. */
import { count } from '../count.js';
import { KubelabError } from '../errors.js';
import { type LeastPrivilege, leastPrivilege } from '../inspect/least-privilege.js';
import { anonymousUser } from '../kube/user.js';
import { isKubelabsOwn } from '../kube/user-agent.js';
import type { Client } from '../request/api.js';
import { readableAuditLog } from '../seen-requests/readable-audit-log.js';
import { seenRequests } from '../seen-requests/seen-requests.js';
import { boundBy, leastRoleText, unusedWords } from './least-role-text.js';
import { isClient } from './policy.js';
import { policyFor } from './show-access.js';
import type { LeastOptions } from './show-options.js';
import type { Block, View } from './view.js';

/** The view of `show.least`. Throws ARGUMENT_INVALID, and REQUEST_FAILED when a client in `from` may not read roles and bindings. */
export async function leastOf(client: Client, options: LeastOptions = {}): Promise<View> {
  if (!isClient(client)) {
    throw new KubelabError('ARGUMENT_INVALID', 'show.least() needs the client whose requests are looked at.', {
      hint: 'Write show.least(client), or show.least(admin, { user: NAME }) for somebody else.',
    });
  }
  const { identity } = client;
  const user = options.user ?? identity.impersonating?.user ?? identity.user ?? anonymousUser;
  const auditLog = readableAuditLog(client.server);
  const seen = await seenRequests(client, { since: 0, auditLog });
  const events = seen.filter(({ userAgent }) => !isKubelabsOwn(userAgent));
  const read = await policyFor(client, options.from);
  const least = (includeRefused: boolean): LeastPrivilege =>
    leastPrivilege(events, { user, includeRefused, objects: read.objects ?? [] });
  const found = least(options.includeRefused === true);
  const isRefused = found.needed.length === 0 && least(true).needed.length > 0;
  const source =
    auditLog === undefined
      ? 'the requests of this notebook alone, since no audit log of the API server can be read here'
      : 'the audit log of the API server';
  return [
    { type: 'heading', text: summary(user, found, isRefused) },
    { type: 'text', text: `By ${source}.`, tone: 'quiet' },
    ...found.roles.map((role): Block => ({ type: 'code', text: leastRoleText(role, found.needed).trimEnd() })),
    ...unusedBlocks(found, read.unread),
  ];
}

function summary(user: string, { needed }: LeastPrivilege, isRefused: boolean): string {
  if (needed.length > 0) return `Enough for all that ${user} did: ${count(needed.length, 'rule')}`;
  return `No request of ${user} needed a role${isRefused ? '; all that it sent was refused ({ includeRefused: true } counts that, too)' : ''}`;
}

function unusedBlocks({ unused }: LeastPrivilege, unread: string | undefined): Block[] {
  if (unread !== undefined)
    return [{ type: 'text', text: `What was granted and never used is not known: ${unread}`, tone: 'quiet' }];
  if (unused.length === 0) return [];
  const rows = unused.map((grant) => [`${grant.role.kind} ${grant.role.name}`, boundBy(grant), unusedWords(grant)]);
  return [{ type: 'table', caption: 'Granted and never used', columns: ['ROLE', 'BY', 'RULE'], rows }];
}
