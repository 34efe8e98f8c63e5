/** The scale of a workload: its replicas alone, as an autoscaling/v1 Scale. */

import { fields, number, textMap } from '../../../kube/fields.js';
import type { JsonObject, KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms } from '../../../kube/selector.js';
import { badRequest, invalid, invalidObject } from '../../../kube/status.js';
import { age, ageColumn, column, nameColumn } from '../../../kube/tables/printer.js';
import { decodeApply } from '../../apply/decode-apply.js';
import { type ApiResponse, reach, warn } from '../../chain/handler.js';
import { answerObject } from '../../registry/answers.js';
import { checkNamespace, readBody } from '../../registry/create.js';
import { type Call, copy, partOf, type Registry } from '../../registry/deps.js';
import { patchType } from '../../registry/negotiation.js';
import { type Changed, patched, patchWith } from '../../registry/patch.js';
import { type Patch, readPatch } from '../../registry/patch-body.js';
import { writeOptions } from '../../registry/query-options.js';
import { stored } from '../../registry/read.js';
import { fromStorage } from '../../registry/stored-form.js';
import { otherUid } from '../../registry/update.js';
import { decodePatched } from '../../wire/decode.js';
import type { Action, KindDefinition } from '../definition.js';

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

const definition: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      column('Desired', 'Pods that are wanted.', { type: 'integer' }),
      column('Available', 'Pods that are there.', { type: 'integer' }),
      ageColumn,
    ],
    cells: (object, now) => [
      object.metadata.name,
      number(fields(object.spec).replicas) ?? 0,
      number(fields(object.status).replicas) ?? 0,
      age(object, now),
    ],
  },
};

/** How the objects of a kind hold the values of their Scale. */
export interface ScaleShape {
  /** The Scale of an object; throws an ApiError for one that has none. */
  scaleOf(object: KubeObject): KubeObject;
  setReplicas(object: JsonObject, replicas: number): void;
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
  checkNamespace(call, scale);
  const { name, uid, resourceVersion } = scale.metadata;
  if (name !== call.name) {
    throw badRequest(`the name of the object (${name ?? ''}) does not match the name on the URL (${call.name})`);
  }
  call.request.audit.requestObject = copy(scale);
  const object = await patchWith(registry, call, options, (live) =>
    withReplicas(call, live, scale, shape, { uid, resourceVersion, dryRun: options.dryRun }),
  );
  return answerScale(registry, call, shape.scaleOf(object));
}

/** PATCH of a Scale. */
async function changeScale(registry: Registry, call: Call, shape: ScaleShape): Promise<ApiResponse> {
  const type = patchType(call.request);
  const options = writeOptions(call.request, 'PatchOptions', type === 'apply' ? 'apply' : 'other');
  const kind = { ...call.kind, ...scaleKind };
  // an apply of a Scale sets its one field; owners of it are kept on the object
  const body = (await call.request.body()).toString();
  const object = await patchWith(registry, call, options, (live) => {
    const scale = shape.scaleOf(live as unknown as KubeObject) as unknown as JsonObject;
    const read: Patch =
      type === 'apply'
        ? {
            type: 'merge',
            change: decodeApply(scaleKind, body).object as unknown as JsonObject,
            strict: [],
          }
        : readPatch(type, body, options.fieldValidation);
    call.request.audit.requestObject = 'change' in read ? read.change : read.operations;
    const { value, ...more } = patched({ ...call, kind, definition }, scale, read);
    const { object: decoded, warnings } = decodePatched(scaleKind, value, { ...options, ...more });
    warn(call.request, ...warnings);
    const asked = decoded.metadata.resourceVersion;
    const resourceVersion = asked === fields(live.metadata).resourceVersion ? undefined : asked;
    return withReplicas(call, live, decoded, shape, {
      uid: decoded.metadata.uid,
      resourceVersion,
      dryRun: options.dryRun,
    });
  });
  return answerScale(registry, call, shape.scaleOf(object));
}

function answerScale(registry: Registry, call: Call, scale: KubeObject): ApiResponse {
  return answerObject(registry, { ...call, kind: { ...call.kind, ...scaleKind }, definition }, 200, scale);
}

function withReplicas(
  call: Call,
  live: JsonObject,
  scale: KubeObject,
  shape: ScaleShape,
  wanted: { uid: string | undefined; resourceVersion: string | undefined; dryRun: boolean },
): Changed {
  reach(call.request, 'validation');
  const replicas = Number(fields(scale.spec).replicas ?? 0);
  if (replicas < 0) {
    throw invalidObject(scaleKind, call.name, [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  shape.setReplicas(live, replicas);
  const metadata = partOf(live, 'metadata');
  reach(call.request, 'storage');
  if (wanted.uid && wanted.uid !== metadata.uid) throw otherUid(call, wanted.uid, String(metadata.uid), wanted.dryRun);
  // an old version is found out when the object is written
  if (wanted.resourceVersion) metadata.resourceVersion = wanted.resourceVersion;
  return { value: live };
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

/** A selector as the query string of a list would hold it. */
function selectorText(selector: LabelSelector): string {
  return labelSelectorTerms(selector)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key;
      if (operator === '!') return `!${key}`;
      if (operator === 'in' && values.length === 1) return `${key}=${values[0]}`;
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    })
    .join(',');
}
