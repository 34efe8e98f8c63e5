/** The definition of a kind: its rules beside its type and its row in the list of resources. Every part may be left out. */
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
 * A step of validation when an object replaces another: its metadata as a new object's, its metadata against the old
 * object's, and the two sets of rules of its kind.
 */
export type ValidationPart = 'new metadata' | 'metadata' | 'always' | 'update';

/** The rules of one kind. */
export interface ValidationRules extends MetadataRules {
  /** False for requests that are never stored: their metadata is not validated. */
  metadata?: false;
  /** The faults of a new object, or of one that replaces `old`. */
  always?(object: KubeObject, old?: KubeObject): FieldError[];
  /** The faults of a new object. */
  create?(object: KubeObject): FieldError[];
  /** All faults of a new object, in place of those of its metadata, `always` and `create`. */
  ofNew?(object: KubeObject, metadata: () => FieldError[]): FieldError[];
  /** The faults of a replacement. */
  update?(object: KubeObject, old: KubeObject, subresource: string): FieldError[];
  /** The order of a replacement's checks; Kubernetes runs some checks twice, and reports their faults twice. */
  order?: readonly ValidationPart[];
  /** The faults of a replacement through a sub-resource, in place of `update`. */
  through?: Record<string, (object: KubeObject, old: KubeObject) => FieldError[]>;
}

/** Fields that a write may not set, or that the server sets; in place. */
export interface PrepareRules {
  /** The new object has defaults, its metadata and no status. */
  create?(object: KubeObject): void;
  /** The object has the system's metadata, and fields kept by `subresource`. */
  update?(object: KubeObject, old: KubeObject, subresource: string): void;
  /** Replaces the usual rule of a sub-resource: `status` keeps the specification, every other one the status. */
  through?: Record<string, (object: KubeObject, old: KubeObject, now: Date) => void>;
}

/** `old` is the object that is replaced. */
type Hook<Old> = (
  registry: Registry,
  call: Call,
  object: KubeObject,
  old: Old,
  dryRun: boolean,
) => void | Promise<void>;

/** `old` is the object that is replaced; undefined of a new one. */
type RightsRule = (registry: Registry, call: Call, object: KubeObject, old: KubeObject | undefined) => FieldError[];

/** The definition of one kind. */
export interface KindDefinition {
  /** The type and the reader of a kind that a definition has added to the cluster; `ended` aborts when it is served no more. */
  custom?: Required<Pick<ReadableKind, 'type' | 'read'>> & {
    schema: object;
    /** The paths of its selectable fields, without the first point. */
    selectable: readonly string[];
    ended: AbortSignal;
  };
  /** A PUT has to say which version it replaces. */
  needsVersion?: true;
  /** The table printer, where it is not the kind's in `kube/tables/printers.ts`. */
  printer?: Printer;
  /** Fields that a field selector may name, in place of name and namespace, and how each is read. */
  selectableFields?: readonly SelectableField[];
  /** Fills in missing fields, in place (defaults.go of its group). */
  defaults?(object: KubeObject): void;
  prepare?: PrepareRules;
  /** True when a change makes a new generation; kinds without have none. */
  isNewGeneration?(object: KubeObject, old: KubeObject): boolean;
  /** The status is written through `/status` alone. */
  status?: {
    /** The type of the status that a new object begins with; without it a client may set one. */
    type?: string;
    /** A path in managedFields that cannot be set along with the status (GetResetFields). */
    without?: readonly string[];
  };
  /** The specification never changes after the creation. */
  hasFixedSpec?: true;
  validation?: ValidationRules;
  /** Faults that depend on other objects or on the caller's rights; they come before those of `validation`. */
  rights?: RightsRule;
  /** Warnings about a valid object that may not be what the client wants; `old` is the object that it replaces. */
  warnings?(object: KubeObject, old: KubeObject | undefined): string[];
  /** Paths of lists that are written as null when they are empty: protobuf, in which Kubernetes stores, has no empty lists. */
  writtenLists?: readonly string[];
  /** Kubernetes' storage folder, when it is not the name of the resource. */
  folder?: string;
  /** GET reads the store itself, which knows versions as a list does. */
  isReadFromStore?: true;
  /** The stored form, where it is another kind than clients read. */
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
  /** The action of a POST to the collection, where it stores no object. */
  create?: Action;
  /** The actions of sub-resources, but `status` and `approval`. */
  subresources?: Record<string, Record<string, Action>>;
}

/** Rules of deletion, where they are not the usual. */
export interface DeletionRules {
  /** Throws the ApiError 409 of preconditions that do not hold, in the kind's words. */
  checkPreconditions?(
    call: Call,
    metadata: ObjectMeta,
    preconditions: { uid?: string; resourceVersion?: string },
  ): void;
  /** True for an object that something holds beside its finalizers and its grace period. */
  isHeld?(object: KubeObject): boolean;
  /** Marks a held object for deletion; `now` is RFC 3339. */
  mark?(object: KubeObject, now: string): KubeObject;
  /** Dependents stay where a client names no propagation policy; `warning` is the warning to that client. */
  orphansByDefault?: { warning?: string };
  /** Objects have no dependents: no finalizers for them are added. */
  hasNoDependents?: true;
}

/** A field label, and how its value is read: a text, empty when it is not set. */
export type SelectableField = readonly [label: string, read: (object: KubeObject) => string];
