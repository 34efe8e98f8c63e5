/** Whether a policy or webhook is about a request (k8s.io/apiserver/pkg/admission/plugin/webhook/predicates). */
import { type Fields, fields, list, text, texts } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { AdmissionAttributes, AdmissionReads } from './admission.js';

/** The criteria by which a policy, a binding or a webhook selects requests. */
interface Matching {
  rules: unknown;
  excluded?: unknown;
  namespaceSelector: unknown;
  objectSelector: unknown;
}

/** True when one of the rules and both selectors hold; a binding without rules of its own takes those of its policy. */
export function matchesRequest(matching: Matching, attributes: AdmissionAttributes, reads: AdmissionReads): boolean {
  const { rules, excluded, namespaceSelector, objectSelector } = matching;
  const { kind, namespace, object, oldObject } = attributes;
  // those that say what is admitted are not asked about themselves
  if (kind.group === 'admissionregistration.k8s.io') return false;
  if (rules !== undefined && !list(rules).some((rule) => fits(rule, attributes))) return false;
  if (list(excluded).some((rule) => fits(rule, attributes))) return false;
  const owner =
    kind.resource === 'namespaces' ? (object ?? oldObject) : namespace ? reads.namespace(namespace) : undefined;
  if (owner && !isSelected(namespaceSelector, owner)) return false;
  return [object, oldObject].some((one) => one !== undefined && isSelected(objectSelector, one));
}

/** The options of a connection have no metadata, and no selector of labels is about them. */
function isSelected(selector: unknown, { metadata }: Partial<KubeObject>): boolean {
  // the API server has checked it
  const terms = labelSelectorTerms(fields(selector) as LabelSelector);
  return metadata ? matchesLabels(terms, metadata.labels) : terms.length === 0;
}

function fits(rule: Fields, { kind, operation, subresource, name }: AdmissionAttributes): boolean {
  const has = (values: unknown, value: string): boolean => texts(values).includes('*') || texts(values).includes(value);
  const scope = text(rule.scope) || '*';
  const names = texts(rule.resourceNames);
  return (
    has(rule.operations, operation) &&
    has(rule.apiGroups, kind.group) &&
    has(rule.apiVersions, kind.version) &&
    (scope === '*' || (scope === 'Namespaced') === kind.namespaced) &&
    (names.length === 0 || names.includes(name)) &&
    texts(rule.resources).some((resource) => {
      const [what, part = ''] = resource.split('/');
      return (what === '*' || what === kind.resource) && (part === '*' || part === subresource);
    })
  );
}
