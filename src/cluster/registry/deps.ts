/** The registry's dependencies, and the call that its files share. */
import { type Fields, fields } from '../../kube/fields.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { GroupResource, GroupVersionKind, KubeObject } from '../../kube/object.js';
import { groupVersion } from '../../kube/object.js';
import type { UserInfo } from '../../kube/user.js';
import type { Admission } from '../admission/admission.js';
import type { TokenAuthenticator, TokenIssuer } from '../authentication/authenticator.js';
import type { Authorization } from '../authorization/authorizer.js';
import type { ApiRequest, Handler } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import type { KindDefinition } from '../kinds/definition.js';
import type { CustomSchema } from '../openapi/custom-schemas.js';
import { type Store, storageKey } from '../storage/store.js';
import type { ReadableKind } from '../wire/decode.js';
import type { InitialObjects } from './initial-objects.js';

/** The registry's options. */
export interface RegistryOptions {
  store: Store;
  authorization: Authorization;
  tokens: { authenticate: TokenAuthenticator; issuer: TokenIssuer };
  clock: Clock;
  /** The definition of a kind; empty for a kind without rules. */
  definitionOf(kind: Pick<GroupVersionKind, 'group' | 'kind'> & { version?: string }): KindDefinition;
  custom: CustomKinds;
  initial: Pick<InitialObjects, 'ensure'>;
  podExec: Handler;
  podAttach: Handler;
  podLog: Handler;
  randomUUID(): string;
  /** Characters for generated names. */
  randomSuffix(length: number): string;
}

/** The kinds that CustomResourceDefinitions have added to the cluster. */
export interface CustomKinds {
  /** The kind of a path with its definition; undefined for a path without a kind. */
  find(
    group: string,
    version: string,
    resource: string,
  ): { kind: ResourceKind; definition: KindDefinition } | undefined;
  /** All served kinds, in the order of discovery; another list whenever a kind has changed. */
  rows(): readonly ResourceKind[];
  /** The served kinds with their schemas; another list whenever the rows are. */
  schemas(): readonly CustomSchema[];
}

/** The options, and admission. */
export interface Registry extends RegistryOptions {
  admission: Admission;
}

/** One request for one resource. */
export interface Call {
  request: ApiRequest;
  user: UserInfo;
  kind: ResourceKind;
  definition: KindDefinition;
  /** `''` for a cluster-scoped kind, and for a list over all namespaces. */
  namespace: string;
  /** From the path; `''` for a collection. */
  name: string;
  subresource: string;
}

/** The resource under which a kind is stored: events of both groups are one. */
export function storedAs(kind: ResourceKind): GroupResource {
  return kind.storedAs ?? kind;
}

/** The key of one object of a kind. */
export function keyOf(kind: ResourceKind, namespace: string, name: string): string {
  return storageKey(storedAs(kind), kind.namespaced ? namespace : undefined, name);
}

/** The prefix of a kind's objects, in one namespace or in all. */
export function prefixOf(kind: ResourceKind, namespace: string): string {
  return storageKey(storedAs(kind), kind.namespaced && namespace ? namespace : undefined);
}

/** Group, version and kind of an object as it says itself. */
export function gvkOf(kind: ResourceKind): GroupVersionKind {
  return { group: kind.group, version: kind.version, kind: kind.kind };
}

/** The kind of a call's objects, with the type and reader that it brings along. */
export function readableKind({ kind, definition }: Pick<Call, 'kind' | 'definition'>): ReadableKind {
  return definition.custom
    ? { ...gvkOf(kind), type: definition.custom.type, read: definition.custom.read }
    : gvkOf(kind);
}

/** `v1` or `apps/v1` of a kind. */
export function apiVersionOf(kind: GroupVersionKind): string {
  return groupVersion(kind.group, kind.version);
}

/** A part of an object for writing: made when it is not there. */
export function partOf(object: object, field: string): Record<string, unknown> {
  const found = fields((object as Fields)[field]);
  (object as Fields)[field] = found;
  return found;
}

/** A copy that may be changed; objects of the store may not. */
export function copy<T extends KubeObject>(object: T): T {
  return structuredClone(object);
}
