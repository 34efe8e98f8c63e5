/** The annotation in which kubectl keeps a whole sent configuration. */
import { type Fields, fields } from '../../kube/fields.js';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object without that annotation. */
export function withoutLastApplied(object: Fields): Fields {
  const metadata = fields(object.metadata);
  const annotations = fields(metadata.annotations);
  if (!(lastApplied in annotations)) return object;
  const { [lastApplied]: _applied, ...kept } = annotations;
  return { ...object, metadata: { ...metadata, annotations: kept } };
}
