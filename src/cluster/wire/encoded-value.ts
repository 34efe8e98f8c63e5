/** Values as the bodies of answers. */
import { goJson } from '../../kube/go-json.js';
import { protobufOf } from './write-protobuf.js';
import { writeYaml } from './write-yaml.js';

/** How a value is written. */
export type Format = 'json' | 'yaml' | 'protobuf';

/** The media type of each. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
};

/** The value and its media type; JSON for a kind that has no protobuf. */
export function encodedValue(format: Format, value: object): { type: string; body: string | Buffer } {
  if (format === 'yaml') return { type: mediaTypes.yaml, body: writeYaml(value) };
  const body = format === 'protobuf' ? protobufOf({ ...value }) : undefined;
  return body ? { type: mediaTypes.protobuf, body } : { type: mediaTypes.json, body: `${goJson(value)}\n` };
}
