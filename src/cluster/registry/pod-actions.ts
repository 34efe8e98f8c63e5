/** What is done to a pod by POST: binding it to a node, and evicting it. */
import { kindOfResource, type ResourceKind } from '../../kube/kinds.js';
import { badRequest, conflict, type Status } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ApiResponse } from '../handler.js';
import { answerStatus } from './answers.js';
import { checkNamespace, readBody } from './create.js';
import { remove } from './delete.js';
import { type Call, copy, part, partOf, type Registry } from './deps.js';
import { patchWith } from './patch.js';
import { writeOptions } from './query-options.js';
import { admit } from './write.js';

const done: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** POST of a Binding to pods/NAME/binding, or to bindings with the pod's name in it. Answers 201 with a Status. */
export async function bind(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const bindingKind = { ...call.kind, group: '', version: 'v1', kind: 'Binding' };
  const binding = await readBody({ ...call, kind: bindingKind }, options);
  checkNamespace(call, binding);
  const name = call.name || (binding.metadata.name ?? '');
  call.request.audit.requestObject = copy(binding);
  await admit(registry, call, { operation: 'CREATE', object: binding, name, dryRun: options.dryRun });
  const node = part(binding, 'target').name;
  if (typeof node !== 'string' || node === '') throw badRequest('target.name: Required value');
  const kind = kindOfResource('', 'pods') as ResourceKind; // the table has pods
  await patchWith(registry, { ...call, kind, name, subresource: 'binding' }, options, (live) => {
    const spec = partOf(live, 'spec');
    if (spec.nodeName) {
      throw conflict(
        { group: '', resource: 'pods/binding' },
        name,
        `pod ${name} is already assigned to node "${spec.nodeName}"`,
      );
    }
    spec.nodeName = node;
    const status = partOf(live, 'status');
    const others = ((status.conditions as { type: string }[] | undefined) ?? []).filter(
      (c) => c.type !== 'PodScheduled',
    );
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: formatTime(registry.clock.now()),
    };
    status.conditions = [...others, scheduled];
    return { value: live };
  });
  return answerStatus(call, 201, done);
}

/** POST of an Eviction: a delete that a disruption budget could refuse; there are none here. */
export async function evict(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const evictionKind = { ...call.kind, group: 'policy', version: 'v1', kind: 'Eviction' };
  const eviction = await readBody({ ...call, kind: evictionKind }, options);
  if (eviction.metadata.name !== call.name) throw badRequest('name in URL does not match name in Eviction object');
  const body = Buffer.from(
    JSON.stringify({ kind: 'DeleteOptions', apiVersion: 'v1', ...part(eviction, 'deleteOptions') }),
  );
  await admit(registry, call, { operation: 'CREATE', object: eviction, dryRun: options.dryRun });
  const headers = { ...call.request.headers, 'content-type': 'application/json' };
  await remove(registry, { ...call, subresource: '', request: { ...call.request, headers, body: async () => body } });
  return answerStatus(call, 201, done);
}
