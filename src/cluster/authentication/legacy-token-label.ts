/** Labels a token Secret with the last use of its token (patchSecretWithLastUsedDate in pkg/serviceaccount/legacy.go). */
import type { KubeObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import type { ClusterClient } from '../client/client.js';
import type { Clock } from '../clock.js';

const label = 'kubernetes.io/legacy-token-last-used';
const day = 24 * 3600_000;

/** Labels a Secret with the date when its label is of another day; a fault goes to `onError`. */
export function legacyTokenLabels(options: {
  client: ClusterClient;
  clock: Clock;
  onError(error: unknown): void;
}): (secret: KubeObject) => void {
  const { client, clock } = options;
  const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
  // many requests with one token come before the first label is written
  const written = new Map<string, string>();
  return ({ metadata: { name = '', namespace = '', uid = '', labels } }) => {
    const now = clock.now().getTime();
    const today = dateOf(now);
    // another server's clock may be a little ahead
    if (labels?.[label] === today || labels?.[label] === dateOf(now + day) || written.get(uid) === today) return;
    if (written.size >= 1000) written.clear();
    written.set(uid, today);
    const target = { group: '', version: 'v1', resource: 'secrets', namespace, name };
    client.patch(target, { metadata: { uid, labels: { [label]: today } } }).catch((error: unknown) => {
      // it may have gone meanwhile, or have been made again with another uid
      if (!isApiError(error, 'NotFound') && !isApiError(error, 'Invalid')) options.onError(error);
    });
  };
}
