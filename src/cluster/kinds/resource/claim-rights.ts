/** What the writer of a claim has to be allowed beside the write itself (registry/resource in Kubernetes). */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text, texts } from '../../../kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../kube/kinds.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, forbidden } from '../../../kube/status.js';
import { parseServiceAccountUsername, type UserInfo } from '../../../kube/user.js';
import { refusal } from '../../authorization/authorizer.js';
import { type Call, keyOf, type Registry } from '../../registry/deps.js';

const adminLabel = 'resource.kubernetes.io/admin-access';
const nodeNameKey = 'authentication.kubernetes.io/node-name';

/** Admin access to devices is for namespaces with a label. */
function adminFaults({ store }: Registry, { namespace }: Call, at: string): FieldError[] {
  const kind = kindOfResource('', 'namespaces') as ResourceKind; // the table has namespaces
  const found = store.get(keyOf(kind, '', namespace));
  if (found?.object.metadata.labels?.[adminLabel] === 'true') return [];
  const why = `admin access to devices requires the \`${adminLabel}: true\` label on the containing namespace`;
  return [fieldForbidden(at, why)];
}

/** The fault of a new claim, or template of one, that asks for admin access. */
export function requestRights(registry: Registry, call: Call, spec: unknown): FieldError[] {
  const requests = list(fields(fields(spec).devices).requests);
  const first = requests.findIndex(({ exactly }) => fields(exactly).adminAccess === true);
  // the field's path is that of an older version
  return first < 0 ? [] : adminFaults(registry, call, `spec.devices.requests[${first}].adminAccess`);
}

const resultsOf = (status: Fields): Fields[] => list(fields(fields(status.allocation).devices).results);

/** The faults of a write of a claim's status. */
export function statusRights(registry: Registry, call: Call, claim: KubeObject, old: KubeObject): FieldError[] {
  const [now, had] = [fields(claim.status), fields(old.status)];
  const isAdmin = ({ adminAccess }: Fields): boolean => adminAccess === true;
  const first = resultsOf(had).some(isAdmin) ? -1 : resultsOf(now).findIndex(isAdmin);
  return [
    ...(first < 0 ? [] : adminFaults(registry, call, `status.allocation.devices.results[${first}].adminAccess`)),
    ...bindingRights(registry, call, now, had),
    ...(isFields(now.allocation) ? driverRights(registry, call, now, had) : []),
  ];
}

/** The words of the refusal of a question about a sub-resource that has no path; undefined when it is allowed. */
function refused({ authorization }: Registry, { user, request }: Call, asked: Question): string | undefined {
  const attributes = { ...request.info, ...asked, user };
  const { outcome, reason } = authorization.authorize(attributes);
  if (outcome === 'allow') return undefined;
  const { target, name, message } = refusal(attributes);
  return forbidden(target, name, reason ? `${message}: ${reason}` : message).message;
}

interface Question {
  verb: string;
  subresource: string;
  namespace: string;
  name: string;
}

/** Who gives devices to claims needs a right to it in all namespaces. */
function bindingRights(registry: Registry, call: Call, now: Fields, had: Fields): FieldError[] {
  const isSame = (field: string): boolean => equalJson(now[field] ?? [], had[field] ?? []);
  if (isSame('allocation') && isSame('reservedFor')) return [];
  const { verb } = call.request.info;
  const why = refused(registry, call, { verb, subresource: 'binding', namespace: '', name: '' });
  if (why === undefined) return [];
  const needed = `changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="${verb}" permission`;
  return [fieldForbidden('status.allocation', `${needed}: ${why}`)];
}

/** Who changes what drivers say of devices needs a right for each driver: on the claim's node, or on any. */
function driverRights(registry: Registry, call: Call, now: Fields, had: Fields): FieldError[] {
  const { verb } = call.request.info;
  const any = `arbitrary-node:${verb}`;
  const node = allocatedNode(now);
  const verbs = node !== '' && nodeOf(call.user) === node ? [`associated-node:${verb}`, any] : [any];
  return changedDrivers(list(now.devices), list(had.devices)).flatMap((driver) => {
    const ask = (one: string): string | undefined =>
      refused(registry, call, { verb: one, subresource: 'driver', namespace: call.namespace, name: driver });
    const whys = verbs.map(ask);
    if (whys.includes(undefined)) return [];
    const needed = `changing status.devices requires resource="resourceclaims/driver", verb="[${verbs.join(' ')}]" permission`;
    return [fieldForbidden('status.devices', `${needed}: ${whys[0]}`)];
  });
}

function changedDrivers(now: readonly Fields[], had: readonly Fields[]): string[] {
  const isIn = (all: readonly Fields[], one: Fields): boolean => all.some((other) => equalJson(other, one));
  const changed = [...now.filter((one) => !isIn(had, one)), ...had.filter((one) => !isIn(now, one))];
  return [...new Set(changed.map(({ driver }) => text(driver)))].sort();
}

/** The node of an allocation that is for one node alone. */
function allocatedNode(status: Fields): string {
  const terms = list(fields(fields(status.allocation).nodeSelector).nodeSelectorTerms);
  const [{ matchExpressions, matchFields } = {} as Fields] = terms;
  const [field = {} as Fields, ...more] = list(matchFields);
  const isOne = terms.length === 1 && list(matchExpressions).length === 0 && more.length === 0;
  const [node = '', ...others] = texts(field.values);
  const isNamed = field.key === 'metadata.name' && field.operator === 'In' && others.length === 0;
  return isOne && isNamed ? node : '';
}

/** The node of the pod whose service account asks. */
function nodeOf({ username, extra }: UserInfo): string | undefined {
  const names = extra?.[nodeNameKey] ?? [];
  const [name = ''] = names;
  const isNode = names.length === 1 && dnsSubdomainFaults(name).length === 0;
  return isNode && parseServiceAccountUsername(username) ? name : undefined;
}
