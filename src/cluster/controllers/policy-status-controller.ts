/** Says in the status of each ValidatingAdmissionPolicy whether its expressions fit the kinds that it matches (pkg/controller/validatingadmissionpolicystatus). */
import { fields } from '../../kube/fields.js';
import type { ControllerContext } from './context.js';
import { kindRow, target } from './objects.js';
import { keysTo } from './queue.js';
import { found, whileThere } from './while-there.js';

const policies = kindRow('validatingadmissionpolicies', 'admissionregistration.k8s.io');
const fieldManager = 'validatingadmissionpolicy-status';

/** Starts the controller, which has nothing to do before there is a policy. */
export function startPolicyStatusController(context: ControllerContext): void {
  const client = context.clientOf('validatingadmissionpolicy-status-controller');
  const queue = context.queue('validatingadmissionpolicy-status-controller', async (name) => {
    const policy = await found(client, target(policies, { name }));
    const { generation = 0 } = policy?.metadata ?? {};
    if (!policy || generation <= Number(fields(policy.status).observedGeneration ?? 0)) return;
    // expressions are compiled by code that a cluster without policies does not load
    const { typeWarnings } = await import('./policy-type-check.js');
    const expressionWarnings = await typeWarnings(fields(policy.spec));
    const typeChecking = expressionWarnings.length > 0 ? { expressionWarnings } : {};
    const status = { observedGeneration: generation, typeChecking };
    const { apiVersion, kind } = policy;
    const applied = { apiVersion, kind, metadata: { name }, status };
    await whileThere(() => client.apply(target(policies, { name, subresource: 'status' }), applied, fieldManager));
  });
  context.whenUsed(policies, () => {
    context.watch(policies, keysTo(queue));
  });
}
