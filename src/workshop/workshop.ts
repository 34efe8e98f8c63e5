/** The workshop of the lesson on debugging access: broken set-ups, dealt by `KUBELAB_CASES`, staged on the cluster at hand. */
import { isKubelabError, KubelabError } from '../errors.js';
import { showsItself } from '../print/shows-itself.js';
import type { Client } from '../request/api.js';
import { allowAndTell } from './allow.js';
import type { Workshop, WorkshopCase } from './api.js';
import { closedCase, openCase } from './case.js';
import { type Deal, dealOf } from './deal.js';
import { roomOf } from './room.js';
import { closeGateway } from './tls-faults.js';

/**
 * The workshop on the cluster of `admin`, with its two namespaces made. Throws ARGUMENT_INVALID when `KUBELAB_CASES` deals
 * nothing; where the cluster does not allow a case's needs, the case says so.
 */
export async function openWorkshop(
  admin: Client,
  env: Record<string, string | undefined> = process.env,
): Promise<Workshop> {
  const deal = dealOf(env);
  const room = roomOf(admin);
  const closed = await room.enter(deal.name);
  const open = async (id: string): Promise<WorkshopCase> => {
    const dealt = caseNamed(deal, id);
    if (closed) return closedCase(room, dealt, closed);
    try {
      return await openCase(room, dealt);
    } catch (error) {
      if (!isKubelabError(error)) throw error;
      return closedCase(room, dealt, error.message);
    }
  };
  const words =
    deal.name === 'lesson'
      ? `${deal.cases.length} cases, as the lesson deals them.`
      : `${deal.cases.length} cases, dealt by ${deal.name}.`;
  const workshop: Workshop = {
    deal: words,
    cases: deal.cases.map(({ id }) => id),
    open,
    allow: (...given) => allowAndTell(room, ...given),
    account: room.account,
    issue: room.issue,
    async close() {
      closeGateway();
      return room.leave();
    },
  };
  return showsItself(workshop, [{ type: 'text', text: closed || words, tone: closed ? 'warn' : 'good' }]);
}

function caseNamed(deal: Deal, id: string): Deal['cases'][number] {
  const found = deal.cases.find((one) => one.id === id);
  if (found) return found;
  throw new KubelabError('ARGUMENT_INVALID', `The workshop has no case ${JSON.stringify(id)}.`, {
    hint: `Choose from ${deal.cases[0]?.id} to ${deal.cases.at(-1)?.id}.`,
  });
}
