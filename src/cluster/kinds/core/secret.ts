/** Secret. */

import { fields, text, textMap } from '../../../kube/fields.js';
import { configKeyFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required, tooLong } from '../../../kube/status.js';
import { parseJson, SyntaxFault } from '../../wire/json-nodes.js';
import type { KindDefinition } from '../definition.js';
import { nameField, namespaceField, plain } from '../field-labels.js';
import { withoutLastApplied } from '../last-applied.js';
import { setDefault } from '../prepare-fields.js';
import { likeNew } from '../validation-order.js';
import { decodedSize, keptFields, maxSize } from './data.js';
import { tlsPairFault } from './tls-pair.js';

/** The definition of Secrets. */
export const secret: KindDefinition = {
  selectableFields: [nameField, namespaceField, plain('type')],
  defaults: (object) => {
    setDefault(object, 'type', 'Opaque');
    foldStringData(object);
  },
  validation: { always: validate, update: validateUpdate, order: likeNew },
  warnings,
  withoutSecrets: ({ data: _data, stringData: _stringData, ...rest }) => withoutLastApplied(rest),
};

/** stringData is a way to write, never to read: its values go into data as base64. */
function foldStringData(secret: KubeObject): void {
  const plain = Object.entries(textMap(secret.stringData));
  delete secret.stringData;
  if (plain.length === 0) return;
  const encoded = plain.map(([key, value]) => [key, Buffer.from(value).toString('base64')] as const);
  secret.data = { ...fields(secret.data), ...Object.fromEntries(encoded) };
}

/** The keys that a type of secret must hold: all of `keys`, or with `any` one of them; with `full` not empty. */
const typedKeys: Record<string, { keys: string[]; any?: true; json?: true; full?: true }> = {
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'], json: true },
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'], json: true },
  'kubernetes.io/basic-auth': { keys: ['username', 'password'], any: true },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'], full: true },
  'kubernetes.io/tls': { keys: ['tls.crt', 'tls.key'] },
};

const accountAnnotation = 'kubernetes.io/service-account.name';

function validate(secret: KubeObject): FieldError[] {
  const data = textMap(secret.data);
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...configKeyFaults(key).map((f) => invalid(`data[${key}]`, key, f)));
    size += decodedSize(value);
  }
  if (size > maxSize) errors.push(tooLong('data', maxSize));
  const type = text(secret.type);
  if (type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.[accountAnnotation]) {
    errors.push(required(`metadata.annotations[${accountAnnotation}]`));
  }
  const wanted = typedKeys[type];
  return wanted ? [...errors, ...typedFaults(data, wanted)] : errors;
}

function typedFaults(data: Record<string, string>, wanted: (typeof typedKeys)[string]): FieldError[] {
  const missing = wanted.keys.filter((key) => !Object.hasOwn(data, key) || (wanted.full && data[key] === ''));
  if (wanted.any) {
    return missing.length === wanted.keys.length ? missing.map((key) => required(`data[${key}]`)) : [];
  }
  const errors = missing.map((key) => required(`data[${key}]`));
  if (!wanted.json) return errors;
  for (const key of wanted.keys.filter((k) => Object.hasOwn(data, k))) {
    const fault = jsonObjectFault(Buffer.from(data[key] ?? '', 'base64').toString());
    if (fault) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', fault));
  }
  return errors;
}

/** The error of Go's encoding/json for a text that is no object. */
function jsonObjectFault(text: string): string | undefined {
  try {
    const { is } = parseJson(text);
    if (is === 'object' || is === 'null') return undefined;
    return `json: cannot unmarshal ${is} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return error.message;
  }
}

/** A secret keeps its type, an immutable one all. */
function validateUpdate(secret: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (text(secret.type) !== text(old.type)) errors.push(invalid('type', secret.type, 'field is immutable'));
  return [...errors, ...keptFields(secret, old, ['data'])];
}

function warnings(secret: KubeObject): string[] {
  if (secret.type !== 'kubernetes.io/tls') return [];
  const data = textMap(secret.data);
  const [certificate = '', key = ''] = ['tls.crt', 'tls.key'].map((name) =>
    Buffer.from(data[name] ?? '', 'base64').toString(),
  );
  const fault = tlsPairFault(certificate, key);
  return fault === undefined ? [] : [fault];
}
