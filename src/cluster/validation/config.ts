/** The rules for config maps and secrets (pkg/apis/core/validation). */
import { configKeyFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong } from '../../kube/status.js';
import { text, textMap } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';
import { parseJson, SyntaxFault } from '../schema/json-nodes.js';

const maxSize = 1024 * 1024;
const fixed = 'field is immutable when `immutable` is set';

/** The faults of a ConfigMap. */
export function validateConfigMap(map: KubeObject): FieldError[] {
  const [data, binary] = [textMap(map.data), textMap(map.binaryData)];
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...configKeyFaults(key).map((f) => invalid(`data[${key}]`, key, f)));
    if (Object.hasOwn(binary, key)) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of Object.entries(binary)) {
    errors.push(...configKeyFaults(key).map((f) => invalid(`binaryData[${key}]`, key, f)));
    size += decodedSize(value);
  }
  // the path of the whole object is empty, which Kubernetes writes so
  if (size > maxSize) errors.push(tooLong('[]', maxSize));
  return errors;
}

/** What an immutable ConfigMap keeps. */
export function validateConfigMapUpdate(map: KubeObject, old: KubeObject): FieldError[] {
  return keptFields(map, old, ['data', 'binaryData']);
}

function keptFields(object: KubeObject, old: KubeObject, names: readonly string[]): FieldError[] {
  if (old.immutable !== true) return [];
  const errors: FieldError[] = [];
  if (object.immutable !== true) errors.push(fieldForbidden('immutable', fixed));
  for (const name of names) {
    if (!equalJson(object[name] ?? {}, old[name] ?? {})) errors.push(fieldForbidden(name, fixed));
  }
  return errors;
}

const decodedSize = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

/** The keys that a type of secret must hold: all of `keys`, or with `any` one of them; with `full` not empty. */
const typedKeys: Record<string, { keys: string[]; any?: true; json?: true; full?: true }> = {
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'], json: true },
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'], json: true },
  'kubernetes.io/basic-auth': { keys: ['username', 'password'], any: true },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'], full: true },
  'kubernetes.io/tls': { keys: ['tls.crt', 'tls.key'] },
};

const accountAnnotation = 'kubernetes.io/service-account.name';

/** The faults of a Secret. */
export function validateSecret(secret: KubeObject): FieldError[] {
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

/** What Go's encoding/json says of a text that is no JSON object. */
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
export function validateSecretUpdate(secret: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (text(secret.type) !== text(old.type)) errors.push(invalid('type', secret.type, 'field is immutable'));
  return [...errors, ...keptFields(secret, old, ['data'])];
}
