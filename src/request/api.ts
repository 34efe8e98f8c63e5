/**
 * The client as a notebook sees it: its methods, their options and their results. Types only, and none of a library, because
 * the kernel's old compiler reads this file for every first cell. Long, because it is the reference.
 */
import type { Identity } from '../auth/identity.js';
import type { Impersonation, WithOptions } from '../auth/options.js';
import type { KubelabError } from '../errors.js';
import type { KubeObject } from '../kube/object.js';
import type { KindTypes, ListOf, ResourceTypes } from '../kube/object-types.js';
import type { UserInfo } from '../kube/user.js';
import type { Exchange } from './exchange.js';

/** A value of `JSON.parse`: the shape of an answer is known when it is there, so it can be used without a cast. */
export type JsonBody = ReturnType<typeof JSON.parse>;

/** An object that says its kind, from which the type of the answer follows. */
export interface ObjectOf<K extends string> {
  kind: K;
  [field: string]: JsonBody;
}

/** The type of a kind; of any shape for a kind that this module has no type of. */
export type OfKind<K extends string> = K extends keyof KindTypes ? KindTypes[K] : JsonBody;

/** Options of any single request. */
export interface RequestOptions {
  /** Parameters of the URL: `{ labelSelector: 'app=web', limit: 5 }`. */
  query?: Record<string, string | number | boolean | undefined>;
  /** Headers beside those of the client; the same name replaces the client's (`authorization` too). */
  headers?: Record<string, string>;
  /** Milliseconds until the request counts as not answered. */
  timeout?: number;
  /** Ends the request early. */
  signal?: AbortSignal;
  /** True leaves the checks of headers and of the token out; for a certificate, key or CA see `connect({ unchecked })`. */
  unchecked?: boolean;
}

/** How a PATCH body is meant; each is a content type. */
export type PatchType = 'merge' | 'json' | 'strategic' | 'apply';

/** Options of a PATCH request. */
export interface PatchOptions extends RequestOptions {
  /**
   * `json` for a list of operations; else `strategic` for the kinds that Kubernetes brings along and `merge` for all others,
   * unless told.
   */
  type?: PatchType;
  /** The field manager, required by `apply`; `kubelab` unless told. */
  fieldManager?: string;
  /** With `apply`: take over fields that another manager owns. */
  force?: boolean;
}

/** A request in full, for `client.request()`. */
export interface RequestDescription extends RequestOptions {
  method: string;
  path: string;
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
}

/** Which objects a list or watch is about. */
export interface ListOptions extends RequestOptions {
  /** One namespace; all of them when left out. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
}

/** How a watch begins and ends. */
export interface WatchOptions extends ListOptions {
  /** Seconds until the watch ends by itself; 60 unless told, so that no cell hangs. 0 is without end. */
  timeoutSeconds?: number;
  allowWatchBookmarks?: boolean;
}

/** One line of a watch. */
export interface WatchEvent<T = JsonBody> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** A watch: loop over it with `for await`; leaving the loop, `stop()` or the signal ends the request. */
export interface Watch<T = JsonBody> extends AsyncIterable<WatchEvent<T>> {
  stop(): void;
}

/** How a stream ends. */
export interface StreamOptions extends RequestOptions {
  /** Seconds until the stream ends; 60 unless told, so that no cell hangs. 0 is without end. */
  seconds?: number;
}

/** The lines of an answer that goes on: loop over it with `for await`; leaving the loop ends the request. */
export interface TextStream extends AsyncIterable<string> {
  stop(): void;
}

/** The target and limit of a wait. */
export interface UntilOptions {
  /** One object; without it the wait is for the list. */
  name?: string;
  /** One namespace; for one object `default` unless told, for a list all of them. */
  namespace?: string;
  labelSelector?: string;
  /** Seconds until the wait is given up; 15 unless told. */
  seconds?: number;
}

/** The timeout error of `until()` (code WAIT_TIMEOUT). */
export interface WaitTimeout extends KubelabError {
  /** The reason of the wait, in words; undefined when none is known. */
  reason: string | undefined;
  /** The object, or the list, as it was last seen; undefined for an object that was not there. */
  lastSeen: JsonBody;
}

/** Options of `create` and `apply`. */
export interface WriteOptions extends RequestOptions {
  /** The namespace, when the object does not name one. */
  namespace?: string;
  /** The field manager; `kubelab` unless told. */
  fieldManager?: string;
}

/** Options of `apply`. */
export interface ApplyOptions extends WriteOptions {
  /** Take over fields that another manager owns. */
  force?: boolean;
}

/** Options of a token request. */
export interface TokenOptions extends RequestOptions {
  /** The service account's namespace; `default` unless told. */
  namespace?: string;
  /** Audiences of the token; the API server unless told. */
  audiences?: string[];
  /** Lifetime in seconds, 600 or more; the server default unless told. */
  seconds?: number;
  /** The object whose end is the token's end. */
  boundTo?: { kind: 'Pod' | 'Secret' | 'Node'; name: string; uid?: string; apiVersion?: string };
}

/** The scope of a right, beside verb and resource. */
export interface CanOptions extends RequestOptions {
  namespace?: string;
  name?: string;
}

/** Where a command runs. */
export interface ExecOptions {
  /** The pod's namespace; `default` unless told. */
  namespace?: string;
  container?: string;
  /** Text for the command's standard input. */
  stdin?: string;
  timeout?: number;
  signal?: AbortSignal;
}

/** The outcome of a command in a pod. */
export interface ExecResult {
  /** True when the command ran and its exit code is 0. */
  ok: boolean;
  stdout: string;
  stderr: string;
  /** Undefined when the command did not run; `exchange` says why. */
  exitCode: number | undefined;
  /** The request for the connection; status 101 on success. */
  exchange: Exchange;
}

/** The answer to `whoami()`. */
export interface WhoamiExchange extends Exchange {
  /** The user that the server names; undefined without such an answer. */
  readonly user: UserInfo | undefined;
}

/** The answer to `can()`. */
export interface CanExchange extends Exchange {
  readonly allowed: boolean;
  /** The decision's reason, in the server's words; often empty. */
  readonly reason: string;
}

/** The answer to `token()`. */
export interface TokenExchange extends Exchange {
  /** The token itself, for the program; outputs show it redacted. Undefined when none was given. */
  readonly token: string | undefined;
  readonly expires: string | undefined;
}

/** The methods that send one request each. */
export interface Requests {
  /** GET: one object, a list, or any other path. */
  get<T = JsonBody>(path: string, options?: RequestOptions): Promise<Exchange<T>>;
  /** POST: creates an object in the collection that the path names. */
  post<T = JsonBody>(path: string, body?: unknown, options?: RequestOptions): Promise<Exchange<T>>;
  /** PUT: replaces an object. */
  put<T = JsonBody>(path: string, body?: unknown, options?: RequestOptions): Promise<Exchange<T>>;
  /** PATCH: changes some fields; see {@link PatchOptions} for how the body is meant. */
  patch<T = JsonBody>(path: string, body?: unknown, options?: PatchOptions): Promise<Exchange<T>>;
  /** DELETE: one object, or all of the collection that the path names. */
  delete<T = JsonBody>(path: string, options?: RequestOptions): Promise<Exchange<T>>;
  /** Any method and path. */
  request<T = JsonBody>(request: RequestDescription): Promise<Exchange<T>>;
  /** The objects of a resource (`pods`, `deploy`, `jobs.batch`) or of a path; a Status when it is refused. */
  list<R extends keyof ResourceTypes>(resource: R, options?: ListOptions): Promise<Exchange<ListOf<ResourceTypes[R]>>>;
  /** A list of a resource that this module has no type for, or of a path. */
  list<T = JsonBody>(resource: string, options?: ListOptions): Promise<Exchange<T>>;
  /** Creates an object; its kind and namespace say where. Takes an object, or YAML or JSON text. */
  create<K extends string>(object: ObjectOf<K>, options?: WriteOptions): Promise<Exchange<OfKind<K>>>;
  /** Creates from YAML or JSON text, or an object whose kind the compiler does not know. */
  create<T = JsonBody>(object: KubeObject | object | string, options?: WriteOptions): Promise<Exchange<T>>;
  /** Server-side apply: says how the object shall be, whether it exists or not. Takes an object, or YAML or JSON text. */
  apply<K extends string>(object: ObjectOf<K>, options?: ApplyOptions): Promise<Exchange<OfKind<K>>>;
  /** Applies YAML or JSON text, or an object whose kind the compiler does not know. */
  apply<T = JsonBody>(object: KubeObject | object | string, options?: ApplyOptions): Promise<Exchange<T>>;
  /** Asks the server who you are (SelfSubjectReview; `kubectl auth whoami`). */
  whoami(options?: RequestOptions): Promise<WhoamiExchange>;
  /** Asks the server whether you may (SelfSubjectAccessReview; `kubectl auth can-i`). A path asks about that path. */
  can(verb: string, resource: string, options?: CanOptions): Promise<CanExchange>;
  /** Asks for a token of a service account (TokenRequest; `kubectl create token`). */
  token(serviceAccount: string, options?: TokenOptions): Promise<TokenExchange>;
}

/** A way to one API server with one identity. */
export interface Client extends Requests {
  /** The server's URL, without a slash at its end. */
  readonly server: string;
  /** The CA that the server is checked against (PEM); undefined for Node's own list, or when nothing is checked. */
  readonly ca: string | undefined;
  /** True when the server's certificate is not checked at all. */
  readonly insecure: boolean;
  /** The name that the server's certificate has to hold; undefined where it is the host of the URL. */
  readonly tlsServerName: string | undefined;
  /** The claimed identity, as far as the credential tells. No secret is in it. */
  readonly identity: Identity;
  /** Where the settings come from, in words: `the running practice cluster`, `~/.kube/config, context lab`. */
  readonly source: string;
  /** The namespace of the kubeconfig's context; `default` without one. */
  readonly namespace: string;
  /** Request methods that throw REQUEST_FAILED when the answer is not a success. For scripts. */
  readonly must: Requests;
  /**
   * Each change of a resource or path, as it happens. An ERROR event (410: the version is too old) is its end: list again, or
   * let `until()` do so.
   */
  watch<R extends keyof ResourceTypes>(resource: R, options?: WatchOptions): Watch<ResourceTypes[R]>;
  /** Watches a resource that this module has no type for, or a path. */
  watch<T = JsonBody>(resource: string, options?: WatchOptions): Watch<T>;
  /** The lines of an answer that goes on, as they come: `client.stream('/api/v1/…/pods/web/log?follow=true')`. */
  stream(path: string, options?: StreamOptions): TextStream;
  /**
   * Waits until `condition` holds for one object, which is undefined while there is none: `(pod) => pod === undefined` waits
   * for a deletion. Gives that object; throws WAIT_TIMEOUT ({@link WaitTimeout}), which says the reason of the wait.
   */
  until<R extends keyof ResourceTypes>(
    resource: R,
    condition: (object: ResourceTypes[R] | undefined) => boolean,
    options: UntilOptions & { name: string },
  ): Promise<ResourceTypes[R] | undefined>;
  /** Waits for a list: `until('pods', (pods) => pods.length === 2, { namespace: 'lab' })`. */
  until<R extends keyof ResourceTypes>(
    resource: R,
    condition: (objects: ResourceTypes[R][]) => boolean,
    options?: UntilOptions & { name?: undefined },
  ): Promise<ResourceTypes[R][]>;
  /** Waits for a path, or for a resource that this module has no type for. */
  until(resource: string, condition: (value: JsonBody) => boolean, options?: UntilOptions): Promise<JsonBody>;
  /** Runs a command in a pod (WebSocket, `v5.channel.k8s.io`). */
  exec(pod: string, command: string | string[], options?: ExecOptions): Promise<ExecResult>;
  /** This client, acting as another user. */
  as(user: string, options?: Omit<Impersonation, 'user'>): Client;
  /** This client with another credential, CA or address. */
  with(options: WithOptions): Client;
  /** Closes idle connections. Not needed: they close by themselves and do not keep the kernel. */
  close(): Promise<void>;
}
