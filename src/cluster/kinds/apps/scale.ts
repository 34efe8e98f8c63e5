/** The scale of a workload: its replicas alone, as an autoscaling/v1 Scale. */

import { fields, textMap } from '../../../kube/fields.js';
import type { JsonObject, KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms } from '../../../kube/selector.js';
import { invalidObject } from '../../../kube/status.js';
import { scalePrinter } from '../../../kube/tables/autoscaling.js';
import { decodeApply } from '../../apply/decode-apply.js';
import { type ApiResponse, reach, warn } from '../../chain/handler.js';
import { answerObject } from '../../registry/answers.js';
import { checkIdentity, readBody } from '../../registry/create.js';
import { type Call, copy, partOf, type Registry } from '../../registry/deps.js';
import { patchTypeOf } from '../../registry/negotiation.js';
import { type Changed, patched, patchWith } from '../../registry/patch.js';
import { type Patch, readPatch } from '../../registry/patch-body.js';
import { type WriteOptions, writeOptions } from '../../registry/query-options.js';
import { stored } from '../../registry/read.js';
import { fromStorage } from '../../registry/stored-form.js';
import { unmetPrecondition } from '../../registry/update.js';
import { type AdmitChange, admit } from '../../registry/write.js';
import { nonNegative } from '../../validation/field-checks.js';
import { validateMetadata } from '../../validation/metadata.js';
import { decodePatched } from '../../wire/decode.js';
import type { Action, KindDefinition } from '../definition.js';

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

const definition: KindDefinition = { printer: scalePrinter };

/** How the objects of a kind hold the values of their Scale. */
export interface ScaleShape {
  /** The Scale of an object; throws an ApiError for one that has none. */
  scaleOf(object: KubeObject): KubeObject;
  setReplicas(object: JsonObject, replicas: number): void;
  /** The rules of the object refuse a wrong number, and not those of its Scale. */
  takesAnyNumber?: true;
}

/** The verbs of the sub-resource `scale` of a kind. */
export function scaleActions(shape: ScaleShape): { get: Action; update: Action; patch: Action } {
  return {
    get: (registry, call) =>
      answerScale(registry, call, shape.scaleOf(fromStorage(call.definition, stored(registry, call).object))),
    update: (registry, call) => putScale(registry, call, shape),
    patch: (registry, call) => changeScale(registry, call, shape),
  };
}

/** PUT of a Scale. */
async function putScale(registry: Registry, call: Call, shape: ScaleShape): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'UpdateOptions');
  const scale = await readBody({ ...call, kind: { ...call.kind, ...scaleKind }, definition }, options);
  checkIdentity(call, scale);
  const { uid, resourceVersion } = scale.metadata;
  call.request.audit.requestObject = copy(scale);
  const { change, admitChange } = scaling(registry, call, shape, options, () => ({
    scale: copy(scale),
    uid,
    resourceVersion,
  }));
  const object = await patchWith(registry, call, options, change, admitChange);
  return answerScale(registry, call, shape.scaleOf(object));
}

/** PATCH of a Scale. */
async function changeScale(registry: Registry, call: Call, shape: ScaleShape): Promise<ApiResponse> {
  const type = patchTypeOf(call);
  const options = writeOptions(call.request, 'PatchOptions', type === 'apply' ? 'apply' : 'other');
  const kind = { ...call.kind, ...scaleKind };
  // an apply of a Scale sets its one field; owners of it are kept on the object
  const body = (await call.request.body()).toString();
  const patchScale = (old: KubeObject): Asked => {
    const read: Patch =
      type === 'apply'
        ? {
            type: 'merge',
            change: decodeApply(scaleKind, body).object as unknown as JsonObject,
            strict: [],
          }
        : readPatch(type, body, options.fieldValidation);
    call.request.audit.requestObject = 'change' in read ? read.change : read.operations;
    const { value, ...more } = patched({ ...call, kind, definition }, copy(old) as unknown as JsonObject, read);
    const { object: decoded, warnings } = decodePatched(scaleKind, value, { ...options, ...more });
    warn(call.request, ...warnings);
    checkIdentity(call, decoded);
    const asked = decoded.metadata.resourceVersion;
    const resourceVersion = asked === old.metadata.resourceVersion ? undefined : asked;
    return { scale: decoded, uid: decoded.metadata.uid, resourceVersion };
  };
  const { change, admitChange } = scaling(registry, call, shape, options, patchScale);
  const object = await patchWith(registry, call, options, change, admitChange);
  return answerScale(registry, call, shape.scaleOf(object));
}

function answerScale(registry: Registry, call: Call, scale: KubeObject): ApiResponse {
  return answerObject(registry, { ...call, kind: { ...call.kind, ...scaleKind }, definition }, 200, scale);
}

/** The Scale that a client wants, and what it says of the object that it scales. */
interface Asked {
  scale: KubeObject;
  uid: string | undefined;
  resourceVersion: string | undefined;
}

/** The change of an object to the Scale that is wanted in place of its `old` one; plug-ins of admission see these two. */
function scaling(
  registry: Registry,
  call: Call,
  shape: ScaleShape,
  { dryRun }: WriteOptions,
  wanted: (old: KubeObject) => Asked,
): { change: (live: JsonObject) => Promise<Changed>; admitChange: AdmitChange } {
  return {
    change: async (live) => {
      // objects of the store have metadata
      const oldObject = shape.scaleOf(live as unknown as KubeObject);
      const { scale, uid, resourceVersion } = wanted(oldObject);
      scale.metadata.namespace = call.namespace;
      await admit(registry, call, { operation: 'UPDATE', object: scale, oldObject, dryRun });
      reach(call.request, 'validation');
      shape.setReplicas(live, replicasOf(scale, call, shape));
      const metadata = partOf(live, 'metadata');
      reach(call.request, 'storage');
      if (uid && uid !== metadata.uid) throw unmetPrecondition(call, ['UID', uid, String(metadata.uid)], dryRun);
      // an old version is found out when the object is written
      if (resourceVersion) metadata.resourceVersion = resourceVersion;
      return { value: live };
    },
    admitChange: (object, old) => {
      const scales = { object: shape.scaleOf(object), oldObject: shape.scaleOf(old) };
      return admit(registry, call, { operation: 'UPDATE', ...scales, dryRun }, 'validating');
    },
  };
}

/** The replicas of a Scale; throws the ApiError 422 of its faults. */
function replicasOf(scale: KubeObject, { kind, name }: Call, { takesAnyNumber }: ScaleShape): number {
  const replicas = Number(fields(scale.spec).replicas ?? 0);
  if (takesAnyNumber) return replicas;
  // the metadata of a Scale is validated, though nothing of it is stored
  const errors = [...validateMetadata(scale, kind, {}), ...nonNegative(replicas, 'spec.replicas')];
  if (errors.length > 0) throw invalidObject(scaleKind, name, errors);
  return replicas;
}

/** The Scale with these numbers of an object. */
export function scaleWith(
  object: KubeObject,
  counts: { replicas: unknown; ready: unknown; selector: string | undefined },
): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, ready, selector } = counts;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: { replicas: ready ?? 0, ...(selector === undefined ? {} : { selector }) },
  };
}

const ofWorkloads = scaleActions({
  scaleOf: (object) =>
    scaleWith(object, {
      replicas: fields(object.spec).replicas,
      ready: fields(object.status).replicas,
      selector: selectorText(asLabelSelector(object, fields(object.spec).selector)),
    }),
  setReplicas: (object, replicas) => {
    partOf(object, 'spec').replicas = replicas;
  },
});

/** GET of the Scale of a workload. */
export const getScale: Action = ofWorkloads.get;
/** PUT of the Scale of a workload. */
export const updateScale: Action = ofWorkloads.update;
/** PATCH of the Scale of a workload. */
export const patchScale: Action = ofWorkloads.patch;

/** The selector of a core kind is a map of labels. */
function asLabelSelector({ apiVersion }: KubeObject, selector: unknown): LabelSelector {
  // decoded objects have selectors of the right type
  return apiVersion === 'v1' ? { matchLabels: textMap(selector) } : ((selector as LabelSelector | undefined) ?? {});
}

/** A selector as the query string of a list would hold it: a label that has to have one value is another term than `in` with one. */
function selectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const labels = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, told: `${key}=${value}` }));
  const expressions = labelSelectorTerms({ matchExpressions: matchExpressions ?? [] }).map(
    ({ key, operator, values }) => {
      if (operator === 'exists') return { key, told: key };
      if (operator === '!') return { key, told: `!${key}` };
      return { key, told: `${key} ${operator} (${[...values].sort().join(',')})` };
    },
  );
  return [...labels, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ told }) => told)
    .join(',');
}
