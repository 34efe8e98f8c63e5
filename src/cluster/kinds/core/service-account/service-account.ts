/** ServiceAccount. */

import { list } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import type { KindDefinition } from '../../definition.js';
import { likeNew } from '../../validation-order.js';
import { requestToken } from './token-request.js';

/** The definition of ServiceAccounts. */
export const serviceAccount: KindDefinition = {
  prepare: { create: nameSecrets, update: nameSecrets },
  validation: { order: likeNew },
  warnings,
  subresources: { token: { create: requestToken } },
};

/** Of the secrets of an account only their names are kept. */
function nameSecrets(account: KubeObject): void {
  if (!Array.isArray(account.secrets)) return;
  account.secrets = list(account.secrets).map(({ name }) => (name === undefined ? {} : { name }));
}

const mountable = 'kubernetes.io/enforce-mountable-secrets';

/** Warns a client that adds the deprecated annotation. */
function warnings(account: KubeObject, old: KubeObject | undefined): string[] {
  const has = (object: KubeObject | undefined): boolean => object?.metadata.annotations?.[mountable] !== undefined;
  if (!has(account) || has(old)) return [];
  const why = 'prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${mountable}]: deprecated in v1.32+; ${why}`];
}
