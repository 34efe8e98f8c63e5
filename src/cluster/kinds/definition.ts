/** The shape of what the server knows of a kind beside its type and its row in the list of resources. Every part may be left out. */
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import type { FieldError } from '../../kube/status.js';
import type { Printer } from '../../kube/tables/printer.js';
import type { ApiResponse } from '../chain/handler.js';
import type { Call, Registry } from '../registry/deps.js';
import type { MetadataRules } from '../validation/metadata.js';
import type { ReadableKind } from '../wire/decode.js';

/** A function that answers a verb. */
export type Action = (registry: Registry, call: Call) => ApiResponse | Promise<ApiResponse>;

/**
 * A part of what is looked at when an object replaces another: its metadata as that of a new object, its metadata against
 * the old one's, and the two kinds of rules of its own.
 */
export type ValidationPart = 'new metadata' | 'metadata' | 'always' | 'update';

/** The rules of one kind. */
export interface ValidationRules extends MetadataRules {
  /** False for requests that are no stored objects: their metadata is not looked at. */
  metadata?: false;
  /** Holds for a new object and for its replacement; `old` is what is replaced. */
  always?(object: KubeObject, old?: KubeObject): FieldError[];
  /** Holds for a new object alone. */
  create?(object: KubeObject): FieldError[];
  /** All that is looked at in a new object, in place of its metadata, `always` and `create`. */
  ofNew?(object: KubeObject, metadata: () => FieldError[]): FieldError[];
  /** Holds for a replacement alone. */
  update?(object: KubeObject, old: KubeObject, subresource: string): FieldError[];
  /** In which order a replacement is looked at; Kubernetes looks at some things twice, and names their faults twice. */
  order?: readonly ValidationPart[];
  /** What holds for a replacement through a sub-resource, where that is not `update`. */
  through?: Record<string, (object: KubeObject, old: KubeObject) => FieldError[]>;
}

/** What a write may not set and what it sets by itself; all of it in place. */
export interface PrepareRules {
  /** The new object has defaults, its metadata and no status. `now` is RFC 3339 in whole seconds. */
  create?(object: KubeObject): void;
  /** The object has the system's metadata, and what `subresource` may not change. */
  update?(object: KubeObject, old: KubeObject, subresource: string): void;
  /** In place of the usual for one sub-resource: `status` keeps the specification, all others but it the status. */
  through?: Record<string, (object: KubeObject, old: KubeObject, now: Date) => void>;
}

/** `old` is what the object is to replace. */
type Hook<Old> = (
  registry: Registry,
  call: Call,
  object: KubeObject,
  old: Old,
  dryRun: boolean,
) => void | Promise<void>;

/** The definition of one kind. */
export interface KindDefinition {
  /** The type and the reader of a kind that a definition has added to the cluster; `ended` aborts when it is served no more. */
  custom?: Required<Pick<ReadableKind, 'type' | 'read'>> & { schema: object; ended: AbortSignal };
  /** A PUT has to say which version it replaces. */
  needsVersion?: true;
  /** How it is printed; kinds without show name and time of creation. */
  printer?: Printer;
  /** Fields that a field selector may name, in place of name and namespace, and how each is read. */
  selectableFields?: readonly SelectableField[];
  /** Fills in what was left out, in place (defaults.go of its group). */
  defaults?(object: KubeObject): void;
  prepare?: PrepareRules;
  /** True when a change makes a new generation; kinds without have none. */
  isNewGeneration?(object: KubeObject, old: KubeObject): boolean;
  /** Its status is written through `/status` alone. */
  status?: {
    /** The type of the status that a new object begins with; without it a client may set one. */
    type?: string;
    /** A path in managedFields that cannot be set along with the status (GetResetFields). */
    without?: readonly string[];
  };
  /** Its specification stays what it was when it was created. */
  hasFixedSpec?: true;
  validation?: ValidationRules;
  /** What a client is warned of when an object is right and yet not what it may want; `old` is what it replaces. */
  warnings?(object: KubeObject, old: KubeObject | undefined): string[];
  /** Lists that are written whether there are any or not: protobuf, in which Kubernetes stores, makes no list of an empty one. */
  writtenLists?: readonly string[];
  /** Where Kubernetes keeps its objects, when that is not the name of the resource. */
  folder?: string;
  /** GET reads the store itself, which knows versions as a list does. */
  isReadFromStore?: true;
  /** How it is stored, where that is another kind than it is read as. */
  storage?: { from(stored: KubeObject): KubeObject; to(object: KubeObject): KubeObject };
  /** A copy without the tokens and data that no log may hold. */
  withoutSecrets?(object: Record<string, unknown>): Record<string, unknown>;
  /** Objects that the server makes by itself before it first answers for the kind, without the system's metadata; they are from `since`. */
  initial?(since: string): KubeObject[];
  /** A PUT to a name that is free creates the object. */
  createOnUpdate?: true;
  /** The new object has defaults and metadata, and is not validated yet; it may be changed. May throw an ApiError. */
  beforeCreate?: Hook<undefined>;
  beforeUpdate?: Hook<KubeObject>;
  /** Seconds that an object lives on after a DELETE; at once without it. */
  gracePeriodSeconds?(object: KubeObject, asked: number | undefined): number;
  deletion?: DeletionRules;
  /** What a POST to its collection does, where that is not to store an object. */
  create?: Action;
  /** What its sub-resources do, beside `status` and `approval`. */
  subresources?: Record<string, Record<string, Action>>;
}

/** What a deletion does, where that is not the usual. */
export interface DeletionRules {
  /** Throws the ApiError 409 of preconditions that do not hold, in words of its own. */
  checkPreconditions?(
    call: Call,
    metadata: ObjectMeta,
    preconditions: { uid?: string; resourceVersion?: string },
  ): void;
  /** True for an object that something holds beside its finalizers and its grace period. */
  isHeld?(object: KubeObject): boolean;
  /** Marks an object in which something is held; `now` is RFC 3339. */
  mark?(object: KubeObject, now: string): KubeObject;
  /** Its dependents stay where a client does not say what becomes of them; `warning` is what that client is told then. */
  orphansByDefault?: { warning?: string };
  /** Nothing depends on it: finalizers for dependents are not added. */
  hasNoDependents?: true;
}

/** A field label, and how its value is read: a text, empty when it is not set. */
export type SelectableField = readonly [label: string, read: (object: KubeObject) => string];
