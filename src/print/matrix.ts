/** Identities by resource and verb, each answer from an access review of its own. */
import { KubelabError } from '../errors.js';
import { userOf } from '../kube/user.js';
import { accessSpec } from '../request/access-spec.js';
import type { Client } from '../request/api.js';
import type { Exchange } from '../request/exchange.js';
import { isClient } from './policy.js';
import type { MatrixOptions } from './show-options.js';
import type { Cell, View } from './view.js';

const usualVerbs = ['get', 'list', 'create', 'update', 'delete'] as const;

/**
 * Clients ask about themselves (SelfSubjectAccessReview). Names of users are asked about by the first client in the list
 * (SubjectAccessReview), which has to be allowed to. Throws ARGUMENT_INVALID.
 */
export async function matrixOf(who: readonly (Client | string)[], options: MatrixOptions): Promise<View> {
  const asker = Array.isArray(who) ? who.find(isClient) : undefined;
  if (!asker || !Array.isArray(options?.resources) || options.resources.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', 'show.matrix() needs clients and resources.', {
      hint: "Write show.matrix([admin, robot], { resources: ['pods', 'secrets'], namespace: 'lab' }).",
    });
  }
  const { resources, verbs = usualVerbs, namespace } = options;
  const rows: Cell[][] = [];
  for (const one of who) {
    // the verbs of one row at a time: a large matrix is no storm of requests
    for (const resource of resources) {
      const cells = await Promise.all(verbs.map((verb) => answerCell(asker, one, verb, resource, namespace)));
      rows.push([nameOf(one), resource, ...cells]);
    }
  }
  return matrixView(namespace ?? asker.namespace, verbs, rows);
}

/** The table of answers; a row is an identity, a resource, and an answer for each verb. */
export function matrixView(namespace: string, verbs: readonly string[], rows: Cell[][]): View {
  return [
    {
      type: 'table',
      caption: `Who may do what in ${namespace}, as the server answers`,
      columns: ['Identity', 'Resource', ...verbs],
      rows,
    },
  ];
}

function nameOf(one: Client | string): string {
  if (typeof one === 'string') return one;
  const { impersonating, user, description } = one.identity;
  return impersonating?.user ?? user ?? description;
}

async function answerCell(
  asker: Client,
  one: Client | string,
  verb: string,
  resource: string,
  wanted: string | undefined,
): Promise<Cell> {
  const namespace = wanted ?? (typeof one === 'string' ? asker : one).namespace;
  const answer =
    typeof one === 'string'
      ? await reviewOf(asker, one, accessSpec(verb, resource, namespace))
      : await one.can(verb, resource, { namespace });
  if (!answer.ok) return { text: `not answered (${answer.status})`, tone: 'warn' };
  return answer.body?.status?.allowed === true ? { text: 'yes', tone: 'good' } : { text: 'no', tone: 'bad' };
}

function reviewOf(asker: Client, name: string, spec: object): Promise<Exchange> {
  const { username, groups } = userOf(name, []);
  return asker.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { ...spec, user: username, groups },
  });
}
