/** The audience of a token that a kubelet asks for (ServiceAccountNodeAudienceRestriction, KEP-4412): one that the pod itself names. */
import { type Fields, fields, list, text, texts } from '../../kube/fields.js';
import { goQuote } from '../../kube/go-quote.js';
import type { KubeObject } from '../../kube/object.js';
import { claimName } from '../../kube/pod-references.js';
import type { AdmissionAttributes, AdmissionReads, Authorize } from './admission.js';

/** What the check needs of a request for a token. */
export interface TokenWrite {
  attributes: AdmissionAttributes;
  reads: AdmissionReads;
  authorize: Authorize;
}

/** Why the kubelet may not have a token for these audiences; undefined when it may. */
export function tokenAudienceFault(write: TokenWrite, spec: Fields, pod: KubeObject): string | undefined {
  const audiences = texts(spec.audiences);
  if (audiences.length > 1) return 'node may only request 0 or 1 audiences';
  const [audience = ''] = audiences;
  const found = hasAudience(write.reads, pod, audience);
  if (found === true) return undefined;
  if (found !== false) return `error validating audience ${goQuote(audience)}: ${found}`;
  const { namespace, name, user } = write.attributes;
  const { outcome } = write.authorize({
    user,
    verb: 'request-serviceaccounts-token-audience',
    isResourceRequest: true,
    namespace,
    apiGroup: '',
    apiVersion: 'v1',
    resource: audience,
    subresource: '',
    name,
    path: '',
  });
  if (outcome === 'allow') return undefined;
  return `audience ${goQuote(audience)} not found in pod spec volume, ${user.username} is not authorized to request tokens for this audience`;
}

/** Whether a volume of the pod has a token for the audience, or one whose driver asks for it; a text for what could not be looked up. */
function hasAudience(reads: AdmissionReads, pod: KubeObject, audience: string): boolean | string {
  const faults = new Set<string>();
  for (const volume of list(fields(pod.spec).volumes)) {
    const sources = list(fields(volume.projected).sources).flatMap(({ serviceAccountToken }) =>
      serviceAccountToken ? [text(fields(serviceAccountToken).audience)] : [],
    );
    if (sources.includes(audience)) return true;
    const driver = driverOf(reads, pod, volume);
    if ('fault' in driver) faults.add(driver.fault);
    else if (driver.audiences.includes(audience)) return true;
  }
  if (faults.size === 0) return false;
  return faults.size === 1 ? [...faults].join('') : `[${[...faults].join(', ')}]`;
}

/** The audiences that the CSI driver of a volume asks tokens for; none for a volume without a driver. */
function driverOf(
  { objectsOf }: AdmissionReads,
  { metadata: { name = '', namespace = '' } }: KubeObject,
  volume: Fields,
): { audiences: string[] } | { fault: string } {
  const find = (apiVersion: string, kind: string, called: string): KubeObject | undefined =>
    objectsOf(apiVersion, kind, namespace).find(({ metadata }) => metadata.name === called);
  const missing = (resource: string, called: string): { fault: string } => ({
    fault: `${resource} ${goQuote(called)} not found`,
  });
  let { driver } = fields(volume.csi);
  const claim = claimName(volume, name);
  if (claim !== undefined) {
    const found = find('v1', 'PersistentVolumeClaim', claim);
    if (!found) return missing('persistentvolumeclaim', claim);
    const bound = text(fields(found.spec).volumeName);
    const persistent = find('v1', 'PersistentVolume', bound);
    if (!persistent) return missing('persistentvolume', bound);
    driver = fields(fields(persistent.spec).csi).driver;
  }
  if (!text(driver)) return { audiences: [] };
  const found = find('storage.k8s.io/v1', 'CSIDriver', text(driver));
  if (!found) return missing('csidriver.storage.k8s.io', text(driver));
  return { audiences: list(fields(found.spec).tokenRequests).map((one) => text(one.audience)) };
}
