/** Service. */

import { fields, list, texts } from '../../../../kube/fields.js';
import { dnsLabelFaults } from '../../../../kube/names.js';
import type { KubeObject } from '../../../../kube/object.js';
import type { KindDefinition } from '../../definition.js';
import { nameField, namespaceField, plain } from '../../field-labels.js';
import { setDefault } from '../../prepare-fields.js';
import { serviceProxy } from '../proxy.js';
import { allocateForService } from './allocate.js';
import { validateService, validateServiceStatus, validateServiceUpdate } from './validation.js';
import { serviceWarnings } from './warnings.js';

/** The definition of Services. */
export const service: KindDefinition = {
  selectableFields: [nameField, namespaceField, plain('spec.clusterIP'), plain('spec.type')],
  defaults: fillIn,
  prepare: { create: dropTrafficPolicy, update: dropTrafficPolicy },
  status: { type: 'core.v1.ServiceStatus' },
  validation: {
    nameFaults: dnsLabelFaults,
    always: validateService,
    update: validateServiceUpdate,
    through: { status: validateServiceStatus },
  },
  warnings: serviceWarnings,
  createOnUpdate: true,
  folder: 'services/specs',
  beforeCreate: allocateForService,
  beforeUpdate: allocateForService,
  subresources: { proxy: serviceProxy },
};

/** Kubernetes stores the policy of a service that is only a name, and does not show it. A wrong value is left to validation. */
function dropTrafficPolicy({ spec }: KubeObject): void {
  const { type, internalTrafficPolicy } = fields(spec);
  const isRight = internalTrafficPolicy === 'Cluster' || internalTrafficPolicy === 'Local';
  if (type === 'ExternalName' && isRight) delete fields(spec).internalTrafficPolicy;
}

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefault(spec, 'sessionAffinity', 'None');
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP') {
    const given = fields(fields(spec.sessionAffinityConfig).clientIP).timeoutSeconds;
    if (given === undefined) spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } };
  }
  setDefault(spec, 'type', 'ClusterIP');
  for (const port of list(spec.ports)) {
    setDefault(port, 'protocol', 'TCP');
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  const [onNodes, inside] = [spec.type === 'NodePort' || spec.type === 'LoadBalancer', spec.type === 'ClusterIP'];
  if (onNodes || (inside && texts(spec.externalIPs).length > 0)) setDefault(spec, 'externalTrafficPolicy', 'Cluster');
  if (onNodes || inside) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'LoadBalancer') return;
  setDefault(spec, 'allocateLoadBalancerNodePorts', true);
  for (const ingress of list(fields(fields(object.status).loadBalancer).ingress)) {
    if (ingress.ip) ingress.ipMode ??= 'VIP';
  }
}
