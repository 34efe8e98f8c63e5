/** The rules for config maps and secrets (pkg/apis/core/validation). */
import { configKeyFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong } from '../../kube/status.js';
import { fields, text, textMap } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';

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

/** The keys that a type of secret must hold: all of `keys`, or with `any` one of them. */
const typedKeys: Record<string, { keys: string[]; any?: true; json?: true }> = {
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'], json: true },
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'], json: true },
  'kubernetes.io/basic-auth': { keys: ['username', 'password'], any: true },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'] },
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

function typedFaults(data: Record<string, string>, wanted: { keys: string[]; any?: true; json?: true }): FieldError[] {
  const missing = wanted.keys.filter((key) => !Object.hasOwn(data, key));
  if (wanted.any) {
    return missing.length === wanted.keys.length ? missing.map((key) => required(`data[${key}]`)) : [];
  }
  const errors = missing.map((key) => required(`data[${key}]`));
  if (!wanted.json) return errors;
  for (const key of wanted.keys.filter((k) => Object.hasOwn(data, k))) {
    try {
      fields(JSON.parse(Buffer.from(data[key] ?? '', 'base64').toString()));
    } catch {
      errors.push(
        invalid(`data[${key}]`, '<secret contents redacted>', 'invalid character looking for beginning of value'),
      );
    }
  }
  return errors;
}

/** A secret keeps its type, an immutable one all. */
export function validateSecretUpdate(secret: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (text(secret.type) !== text(old.type)) errors.push(invalid('type', secret.type, 'field is immutable'));
  return [...errors, ...keptFields(secret, old, ['data'])];
}
