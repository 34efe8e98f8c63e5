/** Requests in words: `deployments/nginx was created by "minikube-user" with a client certificate; asked for: …`. */
import { parseServiceAccountUsername } from '../kube/user.js';
import { describeField } from './describe-field.js';
import type { Differences } from './differences.js';
import { anybody, describeCaller, describeWanted } from './identity.js';
import { selectionOf } from './label-terms.js';
import type { RequestCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';
import { quoted, shown } from './show-text.js';

const LONGEST_PATH = 120;
const MOST_FIELDS = 3;

/** The participle and gerund of each verb. */
const doing: Record<string, [done: string, gerund: string]> = {
  create: ['created', 'creating'],
  update: ['updated', 'updating'],
  patch: ['patched', 'patching'],
  delete: ['deleted', 'deleting'],
  deletecollection: ['deleted', 'deleting'],
  get: ['read', 'reading'],
  list: ['listed', 'listing'],
  watch: ['watched', 'watching'],
};

/**
 * The request as it was: its fields that should hold something else, and behind "asked for" its other differences from the
 * condition.
 */
export function describeRequest(
  request: SeenRequest,
  condition: RequestCondition,
  differences?: Differences,
  afterTitle = '',
): string {
  const home = homeOf(condition, request);
  const { event, code } = request;
  const verb = code === 201 ? 'create' : event.verb;
  const target = targetOf(request, condition);
  const who = describeCaller(request, home, !anybody(condition));
  const many = request.resource !== '' && request.name === '';
  const good = code < 300 && differences?.status !== true;
  const told = good
    ? `${target} ${many ? 'were' : 'was'} ${doing[verb]?.[0] ?? 'requested'} by ${who}`
    : `${doing[verb]?.[1] ?? 'requesting'} ${target} was answered with ${code} to ${who}`;
  const wishes = differences ? wishesOf(condition, differences, home, afterTitle) : [];
  const rehearsal = differences?.dryRun ? '; that was a dry run, which changes nothing' : '';
  const careless = differences?.unverified
    ? "; the server's certificate was not checked: whoever answers gets the credential"
    : '';
  return `${told}${rehearsal}${careless}${selected(request, differences)}${heldInstead(condition, differences)}${wishes.length > 0 ? `; asked for: ${wishes.join(', ')}` : ''}`;
}

/**
 * The text when no request is like the one that was asked for. It names a refused request about the same resource, such as a
 * DELETE that was answered with 405. The request that was asked for is for the hints to say.
 */
export function describeUnseen(refused: SeenRequest | undefined, condition: RequestCondition): string {
  if (refused === undefined) return 'nothing that does this was seen';
  const { event, path, code } = refused;
  const who = describeCaller(refused, homeOf(condition, refused), !anybody(condition));
  return `nothing that does this was seen; ${event.verb} "${shown(path, LONGEST_PATH)}" was answered with ${code} to ${who}`;
}

function wishesOf(condition: RequestCondition, differences: Differences, home: string, afterTitle: string): string[] {
  const { namespace } = condition;
  const wishes: string[] = [];
  if (differences.identity) wishes.push(describeWanted(condition, home));
  // which one may be the answer to the task's question
  if (differences.name) wishes.push('another name');
  if (differences.namespace) wishes.push(namespace ? `the namespace "${namespace}"` : 'the whole cluster');
  if (differences.status) {
    wishes.push(condition.status === undefined ? 'a success' : `the answer ${[condition.status].flat().join(' or ')}`);
  }
  if (differences.early) wishes.push(`after "${afterTitle}"`);
  return wishes;
}

/**
 * `; its data.method was "?"`: the value that was sent is quoted. The expected value is told only where the rubric lets it be
 * (`tell`): it may be the answer to the task's question, which is for the hints to say.
 */
function heldInstead(condition: RequestCondition, differences: Differences | undefined): string {
  if (differences === undefined || differences.sent === undefined) return '';
  const { body, sent } = differences;
  const told = body.slice(0, condition.tell ? MOST_FIELDS : 1);
  return told
    .map((field) => `; its ${describeField(sent, field, 'was', condition.tell ? condition.body : undefined)}`)
    .join('');
}

function selected({ event }: SeenRequest, differences: Differences | undefined): string {
  if (!differences?.selector) return '';
  const { labels, fields } = selectionOf(event.requestURI);
  const narrowed = fields === '' ? '' : `, and its field selector ${quoted(fields)}`;
  return `${labels === '' ? '; it had no label selector' : `; its label selector was ${quoted(labels)}`}${narrowed}`;
}

/** `deployments/nginx`, `pods in "lab"`, `/version`: the namespace is told when it is not the one that was asked for. */
function targetOf(request: SeenRequest, condition: RequestCondition): string {
  const { resource, subresource, namespace, name, path } = request;
  if (resource === '') return shown(path);
  const object = name === '' ? shown(resource) : `${shown(resource)}/${shown(name)}`;
  const tell = resource !== 'namespaces' && namespace !== '' && (name === '' || namespace !== condition.namespace);
  return `${object}${subresource ? `/${shown(subresource)}` : ''}${tell ? ` in ${quoted(namespace)}` : ''}`;
}

/** The namespace whose accounts go by their bare name. */
function homeOf(condition: RequestCondition, request: SeenRequest): string {
  const wanted = parseServiceAccountUsername(condition.user ?? '');
  return wanted?.namespace ?? condition.namespace ?? request.namespace;
}
