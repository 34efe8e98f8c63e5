/** NamespaceLifecycle: no object is created in a namespace that is missing or ending, and three namespaces stay. */
import { fields } from '../../kube/fields.js';
import { forbidden, notFound } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';

const immortal = new Set(['default', 'kube-system', 'kube-public']);
const namespaces = { group: '', resource: 'namespaces' };

/** The plug-in; throws an ApiError 403 or 404. */
export function namespaceLifecycle(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, namespace, name }) => {
    if (operation === 'DELETE' && kind.kind === 'Namespace' && immortal.has(name)) {
      throw forbidden(namespaces, name, 'this namespace may not be deleted');
    }
    // reviews are questions: they are answered for any namespace
    if (operation !== 'CREATE' || !kind.namespaced || kind.group === 'authorization.k8s.io') return;
    const found = reads.namespace(namespace);
    if (!found) throw notFound(namespaces, namespace);
    if (found.metadata.deletionTimestamp || fields(found.status).phase === 'Terminating') {
      throw forbidden(
        kind,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  };
}
