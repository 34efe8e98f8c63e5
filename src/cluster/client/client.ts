/**
 * The access of controllers to the cluster: through the same handler chain as every client, as their own service account,
 * so that the audit log and RBAC hold for them too.
 */
import type { JsonObject, KubeObject, StoredObject } from '../../kube/object.js';
import { ApiError } from '../../kube/status.js';

/** Which collection or object a call is about: `resource` is the plural, `group` is `''` for the core API. */
export interface Target {
  group: string;
  version: string;
  resource: string;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** A change that a watch saw. */
export interface WatchEvent<T extends StoredObject = StoredObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
}

/** A running watch with a copy of all that it saw, by `namespace/name` (or `name`). */
export interface Informer<T extends StoredObject = StoredObject> {
  /** Resolves when the first list has been read. */
  synced: Promise<void>;
  get(namespace: string, name: string): T | undefined;
  list(namespace?: string): T[];
  stop(): void;
}

/**
 * The refusal of a write of the control plane that is no fault: by an admission plug-in (a policy or a quota that a user made), or while the
 * objects of a test cluster are being restored.
 */
export class WriteRefusal extends ApiError {}

/** The API as one identity sees it. Every call rejects with an ApiError when it is refused. */
export interface ClusterClient {
  get<T extends StoredObject>(target: Target): Promise<T>;
  list<T extends StoredObject>(target: Target, query?: Record<string, string>): Promise<T[]>;
  create<T extends KubeObject>(target: Target, object: object): Promise<T>;
  update<T extends KubeObject>(target: Target, object: object): Promise<T>;
  /** A JSON merge patch (RFC 7386). */
  patch<T extends KubeObject>(target: Target, patch: JsonObject): Promise<T>;
  /** Server-side apply of the fields of `manager`; it takes over those that others hold. */
  apply<T extends KubeObject>(target: Target, object: object, manager: string): Promise<T>;
  delete(target: Target, options?: JsonObject): Promise<void>;
  deleteCollection(target: Target, options?: JsonObject): Promise<void>;
  /** Lists, then watches, and calls `onEvent` for every object and change in order. */
  informer<T extends StoredObject>(target: Target, onEvent?: (event: WatchEvent<T>) => void): Informer<T>;
}

/** Clients by user: `system:serviceaccount:kube-system:deployment-controller`, `system:node:kubelab`, … */
export type ClientFor = (username: string) => ClusterClient;
