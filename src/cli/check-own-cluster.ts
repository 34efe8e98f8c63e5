/** What `kubelab doctor` says of the cluster that KUBECONFIG names: whether it answers, and whether it takes the credential. */
import { formatError, isKubelabError } from '../errors.js';
import { connect } from '../request/connect.js';
import { expiredSentence } from '../request/expired-credential.js';
import { failedRequest } from '../request/failed-request.js';
import type { Finding } from './check-up.js';
import { chooseCluster } from './chosen-cluster.js';
import type { Io } from './terminal/terminal.js';
import { commandHere, commandsHere } from './words.js';

const ANSWERS_MS = 10_000;
const what = 'own cluster';

/** The finding; none where KUBECONFIG names no cluster of one's own. Never rejects. */
export async function checkOwnCluster(io: Pick<Io, 'env'>): Promise<Finding[]> {
  try {
    const chosen = chooseCluster(io.env);
    return chosen.kind === 'own' ? [await asked(chosen.kubeconfig, io)] : [];
  } catch (error) {
    const [finding, fix] = isKubelabError(error)
      ? [error.message, commandsHere(error.hint, io)]
      : [formatError(error), 'mend the kubeconfig'];
    return [{ what, state: 'fault', finding, fix }];
  }
}

async function asked(kubeconfig: string, io: Pick<Io, 'env'>): Promise<Finding> {
  const client = await connect({}, { env: { ...io.env, KUBECONFIG: kubeconfig } });
  try {
    const who = await client.whoami({ timeout: ANSWERS_MS });
    if (who.ok) return { what, state: 'ok', finding: `${client.server} answers ${who.user?.username ?? 'nobody'}` };
    // a server that does not serve SelfSubjectReview, or does not let everybody ask it, has taken the credential
    if (who.response && who.status !== 401) return { what, state: 'ok', finding: `${client.server} answers` };
    const why = `see why: ${commandHere('request --explain GET /api', io)}`;
    const { message, hint } = failedRequest(who, expiredSentence(who) ?? why);
    const practice = `the practice cluster, without KUBECONFIG: ${commandHere('start --practice', io)}`;
    return { what, state: 'fault', finding: message, fix: `${commandsHere(hint, io)}; or take ${practice}` };
  } finally {
    await client.close();
  }
}
