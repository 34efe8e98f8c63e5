/** Takes out of an object what an audit log must not hold at any level: the data of Secrets, and tokens. */

type Fields = Record<string, unknown>;

/** The object without the data of a Secret, a token that was asked for, or one that is to be reviewed; a copy where changed. */
export function withoutSecrets(object: unknown): unknown {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return object;
  const fields = object as Fields; // checked just now
  switch (fields.kind) {
    case 'Secret':
      return bareSecret(fields);
    case 'SecretList':
    case 'PartialObjectMetadataList':
      return { ...fields, items: listOf(fields.items).map(bareSecret) };
    // it does not say of which kind it is
    case 'PartialObjectMetadata':
      return bareSecret(fields);
    case 'Table':
      return { ...fields, rows: listOf(fields.rows).map((row) => ({ ...row, object: withoutSecrets(row.object) })) };
    case 'TokenRequest':
      return { ...fields, ...(isFields(fields.status) ? { status: { ...fields.status, token: '' } } : {}) };
    case 'TokenReview':
      return { ...fields, ...(isFields(fields.spec) ? { spec: { ...fields.spec, token: '' } } : {}) };
    default:
      return object;
  }
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value : []);
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function bareSecret(secret: Fields): Fields {
  const { data: _data, stringData: _stringData, ...rest } = secret;
  const metadata = rest.metadata as Fields | undefined;
  const annotations = metadata?.annotations as Fields | undefined;
  if (!annotations || !(lastApplied in annotations)) return rest;
  const { [lastApplied]: _applied, ...kept } = annotations;
  return { ...rest, metadata: { ...metadata, annotations: kept } };
}
