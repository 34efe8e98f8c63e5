/** The workshop as a notebook sees it. Types only: the kernel's old compiler reads this file for every first cell. */
import type { PrivateKey } from '../auth/make-credentials.js';
import type { Client, JsonBody } from '../request/api.js';
import type { Exchange, Explained } from '../request/exchange.js';

/** A subject of a RoleBinding. */
export interface CaseSubject {
  kind: 'ServiceAccount' | 'User' | 'Group';
  name: string;
  namespace?: string;
  apiGroup?: string;
}

/** A client certificate with its key. */
export interface IssuedCertificate {
  cert: string;
  key: PrivateKey;
}

/** One of the faults that a case may have. */
export interface FaultChoice {
  letter: string;
  text: string;
}

/** One broken set-up. Shows itself: the goal, a colleague's words, the raw answer, the choices. */
export interface WorkshopCase {
  /** `case-07`: also the name of its ConfigMap, Role and RoleBinding. */
  readonly id: string;
  /** The goal, in a sentence. */
  readonly shall: string;
  /** A colleague's words, a symptom or a guess, which may mislead. */
  readonly says: string;
  /** The account or the user that it is about. */
  readonly who: string;
  /** The path of the request. */
  readonly path: string;
  /** The client as it was set up. */
  readonly client: Client;
  /** The colleague's material: a CA, a token, a certificate. */
  readonly held: JsonBody;
  /** The answer to the request as it was set up; undefined when nothing could be sent. */
  readonly answer: Exchange | undefined;
  readonly choices: readonly FaultChoice[];
  /**
   * Names the fault by its letter, and says whether that is it. The cluster keeps the name: the check asks for it. After two
   * wrong names the case has to be opened anew.
   */
  name(letter: string): Promise<object>;
  /** Sends the request once more, with this client or as it was set up. */
  send(client?: Client): Promise<Exchange>;
  /** The outcome of each stage: the third hint. */
  explain(): Promise<Explained | object>;
  toString(): string;
}

/** The workshop: its cases, and their remedies. */
export interface Workshop {
  /** How the cases were dealt, in words. */
  readonly deal: string;
  /** The ids of the cases, in their order. */
  readonly cases: readonly string[];
  /** Sets a case up anew, whatever became of it before, and sends its request. */
  open(id: string): Promise<WorkshopCase>;
  /** Writes a Role and a RoleBinding of one name. Their old contents are replaced, which is told, as is an account that is missing. */
  allow(name: string, rules: object[], subject: CaseSubject, namespace?: string): Promise<Exchange>;
  /** An account as a subject of a binding; of `lesson-debug` unless told. */
  account(name: string, namespace?: string): CaseSubject;
  /** Asks for a client certificate, approves and fetches it. Throws when the signer refuses. */
  issue(subject: { commonName: string; organizations: string[] }, usages?: string[]): Promise<IssuedCertificate>;
  /** Removes all objects of the cases. */
  close(): Promise<string>;
  toString(): string;
}
