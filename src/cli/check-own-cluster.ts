/** What `kubelab doctor` says of the cluster that KUBECONFIG names: whether it answers, and whether it takes the credential. */
import { formatError, isKubelabError } from '../errors.js';
import { connect } from '../request/connect.js';
import type { Finding } from './check-up.js';
import { chooseCluster } from './chosen-cluster.js';
import { askOwnCluster } from './own-cluster-fault.js';
import type { Io } from './terminal/terminal.js';
import { commandsHere } from './words.js';

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
    const { who, fault } = await askOwnCluster(client, io);
    if (fault) return { what, state: 'fault', finding: `${client.server} ${fault.said}`, fix: fault.fix };
    const user = who.user ? ` ${who.user.username}` : '';
    return { what, state: 'ok', finding: `${client.server} answers${user}` };
  } finally {
    await client.close();
  }
}
