/** RuntimeClass: pods get overhead and scheduling of their class (plugin/pkg/admission/runtimeclass). */
import { equalJson } from '../../kube/equal-json.js';
import { fields, list, textMap } from '../../kube/fields.js';
import { ApiError, forbidden } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';
import { nameForLookupFault } from './name-for-lookup.js';

/** The plug-in; throws an ApiError 403 for a class that is not there, and for a pod that says other than its class. */
export function runtimeClass(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, name, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
    const spec = fields(object.spec);
    const asked = spec.runtimeClassName;
    const refuse = (why: string): Error => forbidden(kind, name, `pod rejected: ${why}`);
    if (typeof asked !== 'string') return;
    const fault = nameForLookupFault(asked);
    if (fault) throw new ApiError({ code: 500, message: fault });
    const found = reads.runtimeClass(asked);
    if (!found) throw refuse(`RuntimeClass ${JSON.stringify(asked)} not found`);
    const overhead = fields(found.overhead).podFixed;
    if (overhead !== undefined) {
      if (spec.overhead !== undefined && !equalJson(spec.overhead, overhead)) {
        throw refuse("Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      spec.overhead = structuredClone(overhead);
    }
    const { nodeSelector, tolerations } = fields(found.scheduling);
    const [own, wanted] = [textMap(spec.nodeSelector), textMap(nodeSelector)];
    const other = Object.keys(wanted).find((key) => own[key] !== undefined && own[key] !== wanted[key]);
    if (other !== undefined) {
      throw refuse(`conflict: label selectors from pod and runtime class node selector do not match for key ${other}`);
    }
    if (Object.keys(wanted).length > 0) spec.nodeSelector = { ...own, ...wanted };
    const added = list(tolerations).filter((one) => !list(spec.tolerations).some((has) => equalJson(has, one)));
    if (added.length > 0) spec.tolerations = [...list(spec.tolerations), ...structuredClone(added)];
  };
}

/** The plug-in behind validation; throws an ApiError 403 for a pod whose overhead is of no class. */
export function runtimeOverhead(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, name, subresource, object }) => {
    if (operation !== 'CREATE' || kind.kind !== 'Pod' || subresource || !object) return;
    const { overhead, runtimeClassName: asked } = fields(object.spec);
    const found = typeof asked === 'string' ? reads.runtimeClass(asked) : undefined;
    if (overhead === undefined || fields(found?.overhead).podFixed !== undefined) return;
    const why = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';
    throw forbidden(kind, name, why);
  };
}
