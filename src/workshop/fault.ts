/** A fault of the workshop: how it is staged, named, told apart from others, and mended. */
import type { Client, JsonBody } from '../request/api.js';
import type { Exchange } from '../request/exchange.js';
import type { Room } from './room.js';

/** Values drawn for a case beside its fault. */
export interface CaseNames {
  /** `case-07`. */
  id: string;
  /** The account or user that it is about. */
  who: string;
  /** The colleague who reports the fault. */
  colleague: string;
  /** A group, for certificates. */
  group: string;
  /** A number from 0 to 1 by which a fault draws its own details. */
  detail: number;
}

/** A case as it was set up. */
export interface Staged {
  /** The broken client, or what of it could be made. */
  client: Client;
  held: JsonBody;
  path: string;
  /** The broken request. */
  broken(): Promise<Exchange>;
  /** The request with another client; the broken client's own path unless a case says more. */
  send(client: Client): Promise<Exchange>;
}

/** A condition of a rubric, as YAML holds it. */
export type RubricCondition = Record<string, unknown>;

/** One of the thirty-three faults. */
export interface Fault {
  /** Its name in rubrics and requests: `other-ca`. */
  id: string;
  part: 'tls' | 'certificate' | 'token' | 'rbac';
  /** The visible result: no answer, a status, a 403 without a name or with one. */
  shows: 'no answer' | '400' | '401' | 'anonymous' | 'forbidden' | '200';
  /** Its name among the choices. */
  name: string;
  /** Its sign: shown to a reader who names it where it is not. */
  sign: string;
  /** A colleague's words on it in the lesson's own deal. */
  says: string;
  /** Notes for a reader who has named it. */
  lesson: readonly string[];
  /** The request that shall work when the fault is mended. */
  shall(names: CaseNames): string;
  stage(room: Room, names: CaseNames): Promise<Staged>;
  /** The evidence of a mend, and the access that must not be allowed then. */
  mended(names: CaseNames): RubricCondition;
  /** A nudge, and where to look, for the name; `explain()` is the third. */
  nameHints: readonly [string, string];
  /** Three hints for mending; `it` is the case's variable in the notebook, `case07`. */
  mendHints(it: string, names: CaseNames): readonly [string, string, string];
}

/** The namespace of the cases. */
export const home = 'lesson-debug';
/** The namespace of another team's programs. */
export const away = 'lesson-debug-apps';

/** The user name of an account. */
export function userOf({ who }: Pick<CaseNames, 'who'>, namespace: string = home): string {
  return `system:serviceaccount:${namespace}:${who}`;
}

/** The condition that `user` reads the case's ConfigMap from a checked server. */
export function reads({ id }: CaseNames, user: string, credential: string | string[]): RubricCondition {
  return {
    request: {
      verb: 'get',
      resource: 'configmaps',
      namespace: home,
      name: id,
      exact: true,
      user,
      credential,
      verified: true,
    },
  };
}

/** The user may not do this at the end: a right that was given too widely shows here. */
export function mayNot(user: string, verb: string, resource: string, where: object = {}): RubricCondition {
  return { access: { user, verb, resource, ...where, allowed: false } };
}
