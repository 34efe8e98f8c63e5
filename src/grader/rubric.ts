/** The rubric of an exercise, as `notebooks/rubrics/NN-topic.yaml` says it. `parse-rubric.ts` reads it. */

/** The rubric of one exercise. */
export interface Rubric {
  /** The id of the lesson in course.yaml: `activity`. */
  exercise: string;
  title: string;
  /** The file it was read from, for messages. */
  file: string;
  checks: readonly Check[];
  deductions: readonly Deduction[];
}

/** A check, whose condition earns points. */
export interface Check {
  id: string;
  title: string;
  points: number;
  /** The task of the notebook that it belongs to: `check('04-activity/use-token')` judges those of task `use-token`. */
  task: string;
  /** Hints, from a nudge to nearly the answer; at least one. */
  hints: readonly string[];
  /** `shown`: learners see its result in a self-check. `hidden`: they see totals only. */
  visibility: 'shown' | 'hidden';
  /** Ids of checks that must have passed in full before this check can earn points. */
  requires: readonly string[];
  /**
   * Ids of checks whose steps this check builds on: where one has not passed, the fault of this check is told as following from
   * it, and `instead` will do.
   */
  follows: readonly string[];
  /**
   * The condition that shows the step where a check in `follows` has not passed: the same request, and its refusal. A request without
   * a credential shows it only where that check itself follows from an earlier fault, and is shown.
   */
  instead?: Condition;
  /** Partial credit: points are spread over this many matches; 1 without it. */
  count: number;
  condition: Condition;
}

/** A deduction, whose condition costs points, however it came about; the total never falls below zero. */
export interface Deduction {
  id: string;
  title: string;
  points: number;
  visibility: 'shown' | 'hidden';
  condition: Condition;
}

/** How a user proved who they are, read from the audit event (`authentication.kubernetes.io/credential-id`). */
export type CredentialKind = 'certificate' | 'token' | 'token secret' | 'front proxy' | 'none';

/** The sender that a request must have. A user who was acted as (`--as`) does not count as the sender. */
export interface IdentityCondition {
  user?: string;
  credential?: CredentialKind | readonly CredentialKind[];
  /** True: only requests that act as another user; the user is then the one acted as. */
  impersonated?: boolean;
}

/** A request that the server saw and answered. */
export interface RequestCondition extends IdentityCondition {
  verb?: string | readonly string[];
  /** `pods`, `deployments.apps`, `pods/exec`, `serviceaccounts/token`. */
  resource?: string;
  /** For paths that are no resources; a regular expression behind `~`. */
  path?: string;
  namespace?: string;
  /** A regular expression behind `~`. */
  name?: string;
  /** A code (`201`), or a class (`2xx`); 2xx without it. A create that is refused before it is read fits any name. */
  status?: number | string | readonly (number | string)[];
  /** Fields of the object that was sent, by path: `{ roleRef.name: cluster-admin }`. */
  body?: Readonly<Record<string, unknown>>;
  /** Labels that the request's label selector asks for, each with this value alone. */
  selects?: Readonly<Record<string, string>>;
  /** True: the expected value of a field of `body` may be told, since the task says it. */
  tell?: boolean;
  /** True: the client must not say in its User-Agent that it did not check the server's certificate. */
  verified?: boolean;
  /** True: another name is another object, and no misspelling that is worth telling. */
  exact?: boolean;
  /** The id of an earlier check: only requests after one that met its condition count, if there was one. */
  after?: string;
}

/** An object that the server holds at the end, or holds no more. */
export interface ObjectCondition {
  /** `v1/Namespace`, `apps/v1/Deployment`. */
  kind: string;
  namespace?: string;
  name?: string;
  labels?: Readonly<Record<string, string>>;
  /** Fields by path, equal or, for a text that begins with `~`, matched by that regular expression. */
  fields?: Readonly<Record<string, unknown>>;
  /** True: the expected value of a field may be told, since the task says it. */
  tell?: boolean;
  /** False: the object must not be there at the end; that alone earns nothing, so its check names a request, too. */
  exists: boolean;
}

/** A right that RBAC, as it stands at the end, grants; with `allowed` false, one that it does not grant. */
export interface AccessCondition {
  /** `jane`, or `system:serviceaccount:NAMESPACE:NAME`, whose groups are known. */
  user: string;
  groups?: readonly string[];
  verb: string;
  resource: string;
  namespace?: string;
  name?: string;
  allowed: boolean;
}

/** The rights that RBAC, as it stands at the end, grants at most, but for rights that it granted from the beginning. */
export interface OnlyCondition {
  user: string;
  groups?: readonly string[];
  /** Rights that may be granted: `*` for every verb; without `namespace` in the whole cluster, without `name` for every object. */
  may: readonly { verbs: readonly string[]; resource: string; namespace?: string; name?: string }[];
}

/** A condition that must hold. */
export type Condition =
  | { is: 'request'; request: RequestCondition }
  | { is: 'object'; object: ObjectCondition }
  | { is: 'access'; access: AccessCondition }
  | { is: 'only'; only: OnlyCondition }
  /** Over `audit` (events), `objects` and `before`; a boolean, or a number of matches for a check with `count`. */
  /** `seen`: an expression that gives the observation, in a sentence, when `cel` is not met. */
  | { is: 'cel'; cel: string; seen?: string }
  | { is: 'all' | 'any'; of: readonly Condition[] };
