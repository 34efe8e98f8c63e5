/** Facts about types for OpenAPI documents alone: the names of schemas, and closed lists of texts. */
import { enumsText, packagesText } from '../../kube/api-data.js';
import { enumsOfItems } from './additions.js';

/** The words of each line by the first of them. */
const read = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );

let packages: ReadonlyMap<string, string> | undefined;
let enums: ReadonlyMap<string, string> | undefined;

/** The name of the schema of a type: `io.k8s.api.core.v1.Pod` for `core.v1.Pod`. */
export function schemaName(typeName: string): string {
  packages ??= read(packagesText);
  return (packages.get(typeName.slice(0, typeName.indexOf('.'))) ?? 'io.k8s.api.') + typeName;
}

/** The texts that a type of Go (`core.v1.Protocol`) may hold; undefined when any will do. */
export function enumOf(goName: string): string[] | undefined {
  enums ??= read(enumsText);
  return enumsOfItems[goName] ?? enums.get(goName)?.split(',');
}
