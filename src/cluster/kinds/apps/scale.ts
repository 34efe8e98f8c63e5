/** The scale of a workload: its replicas alone, as an autoscaling/v1 Scale. */

import { fields, number, textMap } from '../../../kube/fields.js';
import type { JsonObject, KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms } from '../../../kube/selector.js';
import { badRequest, invalid, invalidObject } from '../../../kube/status.js';
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
import { otherUid } from '../../registry/update.js';
import { decodePatched } from '../../wire/decode.js';
import type { KindDefinition } from '../definition.js';
import { age, ageColumn, column, nameColumn } from '../printer.js';

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

/** GET. */
export function getScale(registry: Registry, call: Call): ApiResponse {
  return answerScale(registry, call, stored(registry, call).object);
}

/** PUT of a Scale. */
export async function updateScale(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'UpdateOptions');
  const scale = await readBody({ ...call, kind: { ...call.kind, ...scaleKind } }, options);
  checkNamespace(call, scale);
  const { name, uid, resourceVersion } = scale.metadata;
  if (name !== call.name) {
    throw badRequest(`the name of the object (${name ?? ''}) does not match the name on the URL (${call.name})`);
  }
  call.request.audit.requestObject = copy(scale);
  const object = await patchWith(registry, call, options, (live) =>
    withReplicas(call, live, scale, { uid, resourceVersion, dryRun: options.dryRun }),
  );
  return answerScale(registry, call, object);
}

/** PATCH of a Scale. */
export async function patchScale(registry: Registry, call: Call): Promise<ApiResponse> {
  const type = patchType(call.request);
  const options = writeOptions(call.request, 'PatchOptions', type === 'apply' ? 'apply' : 'other');
  const kind = { ...call.kind, ...scaleKind };
  // an apply of a Scale sets its one field; owners of it are kept on the object
  const body = (await call.request.body()).toString();
  const object = await patchWith(registry, call, options, (live) => {
    const scale = scaleOf(live as unknown as KubeObject) as unknown as JsonObject;
    const read: Patch =
      type === 'apply'
        ? {
            type: 'merge',
            change: decodeApply(scaleKind, body).object as unknown as JsonObject,
            strict: [],
          }
        : readPatch(type, body, options.fieldValidation);
    call.request.audit.requestObject = 'change' in read ? read.change : read.operations;
    const { value, ...more } = patched({ ...call, kind }, scale, read);
    const { object: decoded, warnings } = decodePatched(scaleKind, value, { ...options, ...more });
    warn(call.request, ...warnings);
    const asked = decoded.metadata.resourceVersion;
    const resourceVersion = asked === fields(live.metadata).resourceVersion ? undefined : asked;
    return withReplicas(call, live, decoded, { uid: decoded.metadata.uid, resourceVersion, dryRun: options.dryRun });
  });
  return answerScale(registry, call, object);
}

function answerScale(registry: Registry, call: Call, object: KubeObject): ApiResponse {
  return answerObject(registry, { ...call, kind: { ...call.kind, ...scaleKind }, definition }, 200, scaleOf(object));
}

function withReplicas(
  call: Call,
  live: JsonObject,
  scale: KubeObject,
  wanted: { uid: string | undefined; resourceVersion: string | undefined; dryRun: boolean },
): Changed {
  reach(call.request, 'validation');
  const replicas = Number(fields(scale.spec).replicas ?? 0);
  if (replicas < 0) {
    throw invalidObject(scaleKind, call.name, [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  partOf(live, 'spec').replicas = replicas;
  const metadata = partOf(live, 'metadata');
  reach(call.request, 'storage');
  if (wanted.uid && wanted.uid !== metadata.uid) throw otherUid(call, wanted.uid, String(metadata.uid), wanted.dryRun);
  // an old version is found out when the object is written
  if (wanted.resourceVersion) metadata.resourceVersion = wanted.resourceVersion;
  return { value: live };
}

function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, selector } = fields(object.spec);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: {
      replicas: fields(object.status).replicas ?? 0,
      selector: selectorText(asLabelSelector(object, selector)),
    },
  };
}

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
