/**
 * The `authorizer` of admission policies: expressions ask by it what the user of a request, or a service account, may do
 * (apiserver/pkg/cel/library/authz.go).
 */
import { type CelFunc, type CelMap, CelScalar, celMap, celMethod, mapType } from '@bufbuild/cel';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../kube/names.js';
import type { AccessAttributes } from '../../kube/rbac.js';
import { serviceAccountGroups, serviceAccountUsername, type UserInfo } from '../../kube/user.js';
import { noOverload } from './run-faults.js';

/** Answers whether a user may do something, with the reason. */
export type AuthorizerQuestion = (attributes: AccessAttributes) => { outcome: string; reason: string };

/** The resource of the request that is admitted: `authorizer.requestResource`. */
export type RequestResource = Pick<AccessAttributes, 'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'name'>;

interface Check {
  authorize: AuthorizerQuestion;
  asked: AccessAttributes;
}

/** The meanings of these functions' values, by type. */
interface Meanings {
  Authorizer: { authorize: AuthorizerQuestion; user: UserInfo };
  PathCheck: Check;
  GroupCheck: Check;
  ResourceCheck: Check;
  Decision: { outcome: string; reason: string };
}

const { STRING, BOOL, DYN } = CelScalar;
/** In expressions these values are maps without entries, so that no object of a request can pose as one. */
const opaque = mapType(STRING, DYN);
const meanings = new WeakMap<CelMap, Partial<Meanings>>();
/** Steps of one question: an expression can ask two, as in Kubernetes. */
const stepsOfCheck = 350_000;

function valueFor(meaning: Partial<Meanings>, entries: [string, CelMap][] = []): CelMap {
  const value = celMap(new Map(entries));
  meanings.set(value, meaning);
  return value;
}

/** The meaning of a value of one of these types; throws cel-go's error for other values. */
function meaningOf<Is extends keyof Meanings>(value: CelMap, ...wanted: Is[]): Meanings[Is] {
  const known = meanings.get(value);
  const [found] = wanted.flatMap((is) => known?.[is] ?? []);
  if (!found) throw new Error(noOverload);
  return found as Meanings[Is];
}

const nothingAsked = (user: UserInfo): AccessAttributes => ({
  user,
  verb: '',
  isResourceRequest: false,
  namespace: '',
  apiGroup: '',
  apiVersion: '',
  resource: '',
  subresource: '',
  name: '',
  path: '',
});

/** The variable `authorizer` of a request by this user. */
export function authorizerValue(authorize: AuthorizerQuestion, user: UserInfo, resource: RequestResource): CelMap {
  const asked = { ...nothingAsked(user), ...resource, isResourceRequest: true, apiVersion: '*' };
  const requestResource = valueFor({ ResourceCheck: { authorize, asked } });
  return valueFor({ Authorizer: { authorize, user } }, [['requestResource', requestResource]]);
}

/** Gives a check one more attribute; `''` takes it back. */
const narrowing = (name: string, attribute: 'subresource' | 'namespace' | 'name' | 'fieldSelector'): CelFunc =>
  celMethod(name, opaque, [STRING], opaque, function (text) {
    const { authorize, asked } = meaningOf(this, 'ResourceCheck');
    return valueFor({ ResourceCheck: { authorize, asked: { ...asked, [attribute]: text } } });
  });

/** The functions. `tick` counts the steps of an expression. */
export function authorizerFunctions(tick: (steps: number) => void): CelFunc[] {
  return [
    celMethod('path', opaque, [STRING], opaque, function (path) {
      const { authorize, user } = meaningOf(this, 'Authorizer');
      if (path.trim() === '') throw new Error('path must not be empty');
      return valueFor({ PathCheck: { authorize, asked: { ...nothingAsked(user), path } } });
    }),
    celMethod('group', opaque, [STRING], opaque, function (apiGroup) {
      const { authorize, user } = meaningOf(this, 'Authorizer');
      const asked = { ...nothingAsked(user), isResourceRequest: true, apiVersion: '*', apiGroup };
      return valueFor({ GroupCheck: { authorize, asked } });
    }),
    celMethod('serviceAccount', opaque, [STRING, STRING], opaque, function (namespace, name) {
      const { authorize } = meaningOf(this, 'Authorizer');
      if (dnsSubdomainFaults(name).length > 0) throw new Error('Invalid service account name');
      if (dnsLabelFaults(namespace).length > 0) throw new Error('Invalid service account namespace');
      // without system:authenticated, as Kubernetes asks about it
      const user = { username: serviceAccountUsername(namespace, name), groups: serviceAccountGroups(namespace) };
      return valueFor({ Authorizer: { authorize, user } });
    }),
    celMethod('resource', opaque, [STRING], opaque, function (resource) {
      const { authorize, asked } = meaningOf(this, 'GroupCheck');
      if (resource.trim() === '') throw new Error('resource must not be empty');
      return valueFor({ ResourceCheck: { authorize, asked: { ...asked, resource } } });
    }),
    narrowing('subresource', 'subresource'),
    narrowing('namespace', 'namespace'),
    narrowing('name', 'name'),
    narrowing('fieldSelector', 'fieldSelector'),
    celMethod('labelSelector', opaque, [STRING], opaque, function () {
      // no authorizer here looks at labels
      meaningOf(this, 'ResourceCheck');
      return this;
    }),
    celMethod('check', opaque, [STRING], opaque, function (verb) {
      const { authorize, asked } = meaningOf(this, 'PathCheck', 'ResourceCheck');
      tick(stepsOfCheck);
      return valueFor({ Decision: authorize({ ...asked, verb }) });
    }),
    celMethod('allowed', opaque, [], BOOL, function () {
      return meaningOf(this, 'Decision').outcome === 'allow';
    }),
    celMethod('reason', opaque, [], STRING, function () {
      return meaningOf(this, 'Decision').reason;
    }),
    celMethod('errored', opaque, [], BOOL, function () {
      // the authorizers of this server tell what went wrong in the reason, as those of Kubernetes do
      meaningOf(this, 'Decision');
      return false;
    }),
    celMethod('error', opaque, [], STRING, function () {
      meaningOf(this, 'Decision');
      return '';
    }),
  ];
}
