/** RuntimeClass: a pod asks for a class of runtimes that there is; here there are none. */
import { fields } from '../../kube/fields.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionPlugin } from './admission.js';

/** The plug-in; throws an ApiError 403 for any class. */
export const runtimeClass: AdmissionPlugin = ({ operation, kind, name, subresource, object }) => {
  if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
  const asked = fields(object.spec).runtimeClassName;
  if (typeof asked !== 'string') return;
  throw forbidden(kind, name, `pod rejected: RuntimeClass ${JSON.stringify(asked)} not found`);
};
