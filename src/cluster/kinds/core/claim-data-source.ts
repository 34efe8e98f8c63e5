/** The object that a claim's volume begins as a copy of: dataSource, and the newer dataSourceRef, which say the same. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { named } from '../field-rules.js';

const isSet = (spec: Fields, name: 'dataSource' | 'dataSourceRef'): boolean => isFields(spec[name]);

/** Makes both fields say the same, in place, and drops what Kubernetes ignores; `old` is the specification before. */
export function normalizeDataSources(spec: Fields, old: Fields = {}): void {
  const { dataSource, dataSourceRef } = spec;
  // a source in another namespace is behind a feature that is off by default (CrossNamespaceVolumeDataSource)
  if (text(fields(dataSourceRef).namespace) !== '' && !isSet(old, 'dataSourceRef')) delete spec.dataSourceRef;
  const isNew = !isSet(old, 'dataSource') && !isSet(old, 'dataSourceRef') && !isSet(spec, 'dataSourceRef');
  if (isNew && !isClaimOrSnapshot(fields(dataSource))) delete spec.dataSource;
  fillIn(spec);
}

/** Fills in the field that is not there. */
function fillIn(spec: Fields): void {
  const copy = ({ apiGroup = null, kind, name }: Fields): Fields => ({ apiGroup, kind, name });
  const { dataSource, dataSourceRef } = spec;
  if (isFields(dataSource) && !isFields(dataSourceRef)) spec.dataSourceRef = copy(dataSource);
  if (!isFields(dataSource) && isFields(dataSourceRef) && text(dataSourceRef.namespace) === '') {
    spec.dataSource = copy(dataSourceRef);
  }
}

function isClaimOrSnapshot({ apiGroup, kind }: Fields): boolean {
  if (kind === 'PersistentVolumeClaim') return text(apiGroup) === '';
  return kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
}

/** The faults of both fields of the specification at `path`; an API group that was there before may be no valid one. */
export function validateDataSources(spec: Fields, path: string, old: Fields = {}): FieldError[] {
  const { dataSource, dataSourceRef } = spec;
  const anyGroup = [old.dataSource, old.dataSourceRef].some((one) => typeof fields(one).apiGroup === 'string');
  const errors: FieldError[] = [];
  if (isFields(dataSource)) errors.push(...validateReference(dataSource, `${path}.dataSource`, anyGroup));
  if (!isFields(dataSourceRef)) return errors;
  const at = `${path}.dataSourceRef`;
  errors.push(...validateReference(dataSourceRef, at, anyGroup));
  const namespace = text(dataSourceRef.namespace);
  if (namespace) errors.push(...named(namespace, `${at}.namespace`, dnsLabelFaults));
  if (!isFields(dataSource)) return errors;
  // Kubernetes shows a path as the value, which is nothing in JSON
  if (namespace) errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!equalJson(shown(dataSource), shown(dataSourceRef)))
    errors.push(invalid(path, {}, 'must match dataSourceRef'));
  return errors;
}

const shown = ({ apiGroup, kind, name }: Fields): Fields => ({
  apiGroup: apiGroup ?? null,
  kind: text(kind),
  name: text(name),
});

function validateReference({ apiGroup, kind, name }: Fields, at: string, anyGroup: boolean): FieldError[] {
  const group = text(apiGroup);
  const errors: FieldError[] = [];
  if (text(name) === '') errors.push(required(`${at}.name`));
  if (text(kind) === '') errors.push(required(`${at}.kind`));
  if (group === '' && kind !== 'PersistentVolumeClaim') {
    const why = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalid(at, text(kind), why));
  }
  return group === '' || anyGroup ? errors : [...errors, ...named(group, `${at}.apiGroup`, dnsSubdomainFaults)];
}
