/** Faults of tokens, and the reads by which they are found. */
import type { KubeObject } from '../../kube/object.js';

/** Objects that the judge of tokens may read. */
export interface TokenReads {
  /** `resource` is serviceaccounts, secrets, pods or nodes (the last without a namespace). */
  read(
    resource: 'serviceaccounts' | 'secrets' | 'pods' | 'nodes',
    namespace: string,
    name: string,
  ): KubeObject | undefined;
}

/** A fault in the words of the API server's log, with a sentence for the sender of the token. */
export class TokenFault extends Error {
  readonly remedy: string;
  constructor(reason: string, remedy: string) {
    super(reason);
    this.remedy = remedy;
  }
}

/** The fault of a token whose account is not there. */
export function accountIsGone(namespace: string, name: string): TokenFault {
  return new TokenFault(
    `serviceaccounts ${JSON.stringify(name)} not found`,
    `The service account ${namespace}/${name} is gone, and its tokens with it.`,
  );
}
