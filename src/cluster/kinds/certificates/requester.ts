/** The server records the user who asks for a certificate. */
import type { KubeObject } from '../../../kube/object.js';
import { type Call, partOf } from '../../registry/deps.js';

/** Puts the user of the request into the specification, whatever the client wrote there. */
export function recordRequester({ user }: Call, object: KubeObject): void {
  const spec = partOf(object, 'spec');
  spec.username = user.username;
  spec.groups = [...user.groups];
  if (user.uid) spec.uid = user.uid;
  else delete spec.uid;
  if (user.extra && Object.keys(user.extra).length > 0) spec.extra = user.extra;
  else delete spec.extra;
}
