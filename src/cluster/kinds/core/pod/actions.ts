/** Actions on a pod by POST: binding it to a node, and evicting it. */
import { type Fields, fields, text, texts } from '../../../../kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../../kube/kinds.js';
import type { JsonObject, KubeObject } from '../../../../kube/object.js';
import {
  ApiError,
  aggregated,
  badRequest,
  conflict,
  invalid,
  invalidObject,
  type Status,
} from '../../../../kube/status.js';
import { type ApiResponse, reach } from '../../../chain/handler.js';
import { formatTime } from '../../../clock.js';
import { answerStatus } from '../../../registry/answers.js';
import { checkNamespace, readBody } from '../../../registry/create.js';
import { remove } from '../../../registry/delete.js';
import { type Call, copy, keyOf, partOf, type Registry } from '../../../registry/deps.js';
import { type Changed, patchWith } from '../../../registry/patch.js';
import { type WriteOptions, writeOptions } from '../../../registry/query-options.js';
import { unmetPrecondition } from '../../../registry/update.js';
import { admitWhole } from '../../../registry/write.js';
import { spendBudget } from '../../policy/eviction.js';
import { validatePodBinding } from './binding-faults.js';

const done: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** POST of a Binding to pods/NAME/binding, or to bindings with the pod's name in it. Answers 201 with a Status. */
export async function bind(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const bindingKind = { ...call.kind, group: '', version: 'v1', kind: 'Binding' };
  const binding = await readBody({ ...call, kind: bindingKind }, options);
  checkNamespace(call, binding);
  const name = binding.metadata.name ?? '';
  if (call.name && name !== call.name) throw badRequest('name in URL does not match name in Binding object');
  call.request.audit.requestObject = copy(binding);
  reach(call.request, 'validation');
  const errors = validatePodBinding(binding);
  // no Status is made of these
  if (errors.length) throw new ApiError({ code: 500, message: aggregated(errors) });
  await admitWhole(registry, call, { operation: 'CREATE', object: binding, name, dryRun: options.dryRun });
  const kind = kindOfResource('', 'pods') as ResourceKind; // the table has pods
  const definition = registry.definitionOf(kind);
  const ofPod = { ...call, kind, definition, name, subresource: 'binding' };
  const { uid, resourceVersion, annotations, labels } = binding.metadata;
  const assign = (live: JsonObject): Changed => {
    reach(call.request, 'storage');
    const [spec, metadata] = [partOf(live, 'spec'), partOf(live, 'metadata')];
    for (const [field, wanted, found] of [
      ['UID', uid, text(metadata.uid)],
      ['ResourceVersion', resourceVersion, text(metadata.resourceVersion)],
    ] as const) {
      if (wanted && wanted !== found) throw unmetPrecondition(ofPod, [field, wanted, found], options.dryRun);
    }
    const refuse = (why: string): never => {
      throw conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} ${why}`);
    };
    if (metadata.deletionTimestamp) refuse('is being deleted, cannot be assigned to a host');
    if (spec.nodeName) refuse(`is already assigned to node ${JSON.stringify(spec.nodeName)}`);
    if (Array.isArray(spec.schedulingGates) && spec.schedulingGates.length > 0) {
      refuse('has non-empty .spec.schedulingGates');
    }
    spec.nodeName = fields(binding.target).name;
    if (labels) metadata.labels = { ...fields(metadata.labels), ...labels };
    if (annotations) metadata.annotations = { ...fields(metadata.annotations), ...annotations };
    const status = partOf(live, 'status');
    delete status.nominatedNodeName;
    const others = ((status.conditions as { type: string }[] | undefined) ?? []).filter(
      (c) => c.type !== 'PodScheduled',
    );
    const { generation } = partOf(live, 'metadata');
    const scheduled = {
      ...(generation ? { observedGeneration: generation } : {}),
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: formatTime(registry.clock.now()),
    };
    status.conditions = [...others, scheduled];
    return { value: live };
  };
  // the Binding has been admitted, and the change of the pod is not
  await patchWith(registry, ofPod, options, assign, async () => {});
  return answerStatus(call, 201, done);
}

/** Notes in the conditions of a pod that it goes by an eviction: a job may not count that among its failures. */
async function noteEviction(registry: Registry, call: Call, options: WriteOptions): Promise<KubeObject> {
  const note = (live: JsonObject): Changed => {
    const { generation } = partOf(live, 'metadata');
    const status = partOf(live, 'status');
    const conditions = (status.conditions as { type: string; status?: string; lastTransitionTime?: string }[]) ?? [];
    const before = conditions.find(({ type }) => type === 'DisruptionTarget');
    const condition = {
      ...(generation ? { observedGeneration: generation } : {}),
      type: 'DisruptionTarget',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: (before?.status === 'True' && before.lastTransitionTime) || formatTime(registry.clock.now()),
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    };
    status.conditions = [...conditions.filter((one) => one !== before), condition];
    return { value: live };
  };
  // the eviction has been admitted, and as at a binding nobody comes to own what the server notes
  return patchWith(registry, { ...call, subresource: 'binding' }, options, note, async () => {});
}

/** Throws an ApiError 422 or 500 for options of a deletion that an eviction may not have. */
function checkDeleteOptions(deleteOptions: Fields, { name }: Call, dryRun: boolean): void {
  const option = 'ignoreStoreReadErrorWithClusterBreakingPotential';
  if (deleteOptions[option] === true) {
    const why = 'can not be set for pod eviction, try after removing the option';
    const gvk = { group: 'policy', version: 'v1', kind: 'Eviction' };
    throw invalidObject(gvk, name, [invalid(`deleteOptions.${option}`, true, why)]);
  }
  const asked = texts(deleteOptions.dryRun);
  if (dryRun && asked.length > 0 && asked.join() !== 'All') {
    const message = `Non-matching dry-run options in request and content: [All] and [${asked.join(' ')}]`;
    throw new ApiError({ code: 500, message });
  }
}

/** POST of an Eviction: a delete that a disruption budget may refuse with a 429. */
export async function evict(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const evictionKind = { ...call.kind, group: 'policy', version: 'v1', kind: 'Eviction' };
  const eviction = await readBody({ ...call, kind: evictionKind }, options);
  checkNamespace(call, eviction);
  if (eviction.metadata.name !== call.name) throw badRequest('name in URL does not match name in Eviction object');
  const dryRun = options.dryRun || texts(fields(eviction.deleteOptions).dryRun).length > 0;
  checkDeleteOptions(fields(eviction.deleteOptions), call, options.dryRun);
  await admitWhole(registry, call, { operation: 'CREATE', object: eviction, dryRun: options.dryRun });
  const pod = registry.store.get(keyOf(call.kind, call.namespace, call.name));
  if (pod) await spendBudget(registry, pod.object, dryRun);
  const preconditions = { ...fields(fields(eviction.deleteOptions).preconditions) };
  // a pod that the eviction does not mean is refused by the deletion
  const isMeant = Object.entries(preconditions).every(
    ([field, value]) => fields(pod?.object.metadata)[field] === value,
  );
  if (pod && isMeant && !dryRun) {
    const { resourceVersion } = (await noteEviction(registry, call, options)).metadata;
    if (preconditions.resourceVersion !== undefined) preconditions.resourceVersion = resourceVersion;
  }
  // a dry run of the eviction is one of the delete
  const deleteOptions = {
    ...fields(eviction.deleteOptions),
    preconditions,
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
  };
  const body = Buffer.from(JSON.stringify({ ...deleteOptions, kind: 'DeleteOptions', apiVersion: 'v1' }));
  const headers = { ...call.request.headers, 'content-type': 'application/json' };
  const deletion = { ...call, subresource: '', request: { ...call.request, headers, body: async () => body } };
  await remove(registry, deletion, true);
  return answerStatus(call, 201, done);
}
