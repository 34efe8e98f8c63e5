/** Identities by resource and verb, each answer from an access review of its own. */
import { KubelabError } from '../errors.js';
import { userOf } from '../kube/user.js';
import { accessSpec } from '../request/access-spec.js';
import type { Client } from '../request/api.js';
import type { Exchange } from '../request/exchange.js';
import { isClient } from './policy.js';
import type { MatrixOptions } from './show-options.js';
import { type Cell, cellText, type View } from './view.js';

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
  const names = namesOf(who);
  for (const [index, one] of who.entries()) {
    // the verbs of one row at a time: a large matrix is no storm of requests
    for (const resource of resources) {
      const cells = await Promise.all(verbs.map((verb) => answerCell(asker, one, verb, resource, namespace)));
      rows.push([names[index] ?? '', resource, ...cells]);
    }
  }
  return matrixView(namespace ?? asker.namespace, verbs, rows);
}

/** Differences that the sentence above the table names. */
const MOST_NAMED = 8;

/**
 * The table of answers: a row is an identity, a resource, and an answer for each verb. Rows of one identity stand together,
 * differing rows first; differences are coloured, and named in a sentence.
 */
export function matrixView(namespace: string, verbs: readonly string[], rows: readonly Cell[][]): View {
  const caption = `Who may do what in ${namespace}, as the server answers`;
  const columns = ['Identity', 'Resource', ...verbs];
  const identities = [...new Set(rows.map(([identity = '']) => cellText(identity)))];
  if (identities.length < 2) return [{ type: 'table', caption, columns, rows: [...rows], grouped: true }];
  const answers = new Map<string, Set<string>>();
  const key = (row: readonly Cell[], verb: number): string => `${verbs[verb]} ${cellText(row[1] ?? '')}`;
  for (const row of rows) {
    for (const [verb] of verbs.entries())
      answers.set(key(row, verb), (answers.get(key(row, verb)) ?? new Set()).add(cellText(row[verb + 2] ?? '')));
  }
  const differs = (row: readonly Cell[], verb: number): boolean => (answers.get(key(row, verb))?.size ?? 0) > 1;
  const rank = (row: readonly Cell[]): number =>
    identities.indexOf(cellText(row[0] ?? '')) * 2 + (verbs.some((_, verb) => differs(row, verb)) ? 0 : 1);
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  const shown = sorted.map((row) =>
    row.map(
      (cell, index): Cell => (index < 2 || differs(row, index - 2) ? cell : { text: cellText(cell), tone: 'quiet' }),
    ),
  );
  const different = [...answers].filter(([, given]) => given.size > 1).map(([what]) => what);
  return [
    { type: 'text', text: differenceText(different, answers.size - different.length) },
    { type: 'table', caption, columns, rows: shown, grouped: true },
  ];
}

function differenceText(different: readonly string[], same: number): string {
  if (different.length === 0) return 'The answers are the same for all of them.';
  const more = different.length > MOST_NAMED ? ` and ${different.length - MOST_NAMED} more` : '';
  const rest =
    same === 0 ? '' : same === 1 ? ' One answer is the same for all.' : ` ${same} answers are the same for all.`;
  return `They differ in: ${different.slice(0, MOST_NAMED).join(', ')}${more}.${rest}`;
}

/** A name for each identity; a shared name is followed by a number. */
function namesOf(who: readonly (Client | string)[]): string[] {
  const names = who.map(nameOf);
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before > 0 ? `${name} (${before + 1})` : name;
  });
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
