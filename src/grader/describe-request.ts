/** Requests in words: "deployments/nginx was created by minikube-user with a client certificate; asked for: …". */
import { parseServiceAccountUsername } from '../kube/user.js';
import { anybody, describeCaller, describeWanted } from './identity.js';
import type { Differences } from './request.js';
import { namedResource } from './resource-name.js';
import type { RequestCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';
import { shown } from './show-text.js';

/** By verb: what was done, and doing it. */
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

/** The request as it was, and behind "asked for" what of it should have been otherwise. */
export function describeRequest(
  request: SeenRequest,
  condition: RequestCondition,
  differences?: Differences,
  afterTitle = '',
): string {
  const home = homeOf(condition, request);
  const { event, code } = request;
  const verb = event.verb !== 'create' && code === 201 ? 'create' : event.verb;
  const target = targetOf(request, condition);
  const who = describeCaller(request, home);
  const many = request.resource !== '' && request.name === '';
  const good = code < 300 && differences?.status !== true;
  const told = good
    ? `${target} ${many ? 'were' : 'was'} ${doing[verb]?.[0] ?? 'requested'} by ${who}`
    : `${doing[verb]?.[1] ?? 'requesting'} ${target} was answered with ${code} to ${who}`;
  const wishes = differences ? wishesOf(condition, differences, home, afterTitle) : [];
  const rehearsal = differences?.dryRun ? '; that was a dry run, which changes nothing' : '';
  return `${told}${rehearsal}${wishes.length > 0 ? `; asked for: ${wishes.join(', ')}` : ''}`;
}

/** What a condition asks for, as the beginning of a sentence: "a request to create deployments/nginx in lab". */
export function describeWantedRequest(condition: RequestCondition): string {
  const { verb, path, resource, namespace, name, status } = condition;
  const verbs = verb === undefined ? ' for' : ` to ${[verb].flat().join(' or ')}`;
  const { resource: plural, subresource } = namedResource(resource ?? '');
  const one = name !== undefined && !name.startsWith('~');
  const named = one ? `${plural}/${name}` : plural;
  const open = path?.startsWith('~') ? 'a path as it was asked for' : path;
  const what = open ?? `${named}${subresource ? `/${subresource}` : ''}`;
  const doing = what ? `${verbs} ${what}` : '';
  const where = namespace && plural !== 'namespaces' ? ` in ${namespace}` : '';
  const who = describeWanted(condition, homeOf(condition));
  const answer = status === undefined ? '' : ` that is answered with ${[status].flat().join(' or ')}`;
  return `a request${doing}${where}${who ? ` by ${who}` : ''}${answer}`;
}

function wishesOf(condition: RequestCondition, differences: Differences, home: string, afterTitle: string): string[] {
  const { namespace, name } = condition;
  const wishes: string[] = [];
  if (differences.identity) wishes.push(describeWanted(condition, home));
  if (differences.name && name) wishes.push(name.startsWith('~') ? 'another name' : `the name ${name}`);
  if (differences.namespace) wishes.push(namespace ? `the namespace ${namespace}` : 'the whole cluster');
  if (differences.status) {
    wishes.push(condition.status === undefined ? 'a success' : `the answer ${[condition.status].flat().join(' or ')}`);
  }
  // which value is for the hints to say
  const [field] = differences.body;
  if (field !== undefined) wishes.push(`another ${field}`);
  if (differences.early) wishes.push(`after "${afterTitle}"`);
  return wishes;
}

/** `deployments/nginx`, `pods in lab`, `/version`: where it was is said when that is not where it was asked for. */
function targetOf(request: SeenRequest, condition: RequestCondition): string {
  const { resource, subresource, namespace, name, path } = request;
  if (resource === '') return shown(path);
  const object = name === '' ? shown(resource) : `${shown(resource)}/${shown(name)}`;
  const tell = resource !== 'namespaces' && namespace !== '' && (name === '' || namespace !== condition.namespace);
  return `${object}${subresource ? `/${shown(subresource)}` : ''}${tell ? ` in ${shown(namespace)}` : ''}`;
}

/** The namespace whose accounts need no other name. */
function homeOf(condition: RequestCondition, request?: SeenRequest): string {
  const wanted = anybody(condition) ? undefined : parseServiceAccountUsername(condition.user ?? '');
  return wanted?.namespace ?? condition.namespace ?? request?.namespace ?? '';
}
