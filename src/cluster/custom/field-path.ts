/** Paths to a field of a schema, as rules and selectable fields name one: `.spec.ports['name']`. */
import { isFields } from '../../kube/fields.js';
import type { Schema } from './definition-spec.js';

/** The schema at a path with the steps to it, or why there is none (ValidFieldPath of apiserver/schema/cel). */
export function schemaAtPath(
  path: string,
  root: Schema,
  allowBrackets = true,
): { schema: Schema; names: string[]; text: string } | { fault: string } {
  const names: string[] = [];
  let schema = root;
  let text = '';
  const tokens = path.match(/'(?:\\.|[^'\\])*'|[.[\]]|[^.[\]]+/g) ?? [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    let name: string;
    if (token === '[') {
      if (!allowBrackets) return { fault: 'array notation is not allowed' };
      const quoted = tokens[++i];
      if (quoted === undefined) return { fault: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(quoted)) return { fault: `expected single quoted string but got ${quoted}` };
      name = quoted.slice(1, -1).replace(/\\(.)/g, '$1');
      const end = tokens[++i];
      if (end === undefined) return { fault: 'unexpected end of JSON path' };
      if (end !== ']') return { fault: `expected ] but got ${end}` };
    } else if (token === '.') {
      const next = tokens[++i];
      if (next === undefined) return { fault: 'unexpected end of JSON path' };
      name = next;
    } else return { fault: `expected [ or . but got: ${token}` };
    const { properties, additionalProperties: others } = schema;
    const isNamed = properties !== undefined;
    const next = isNamed
      ? Object.hasOwn(properties, name)
        ? properties[name]
        : undefined
      : isFields(others)
        ? others
        : undefined;
    if (!next) return { fault: 'does not refer to a valid field' };
    schema = next;
    names.push(name);
    text += isNamed ? `.${name}` : `[${name}]`;
  }
  return { schema, names, text: text.replace(/^\./, '') };
}
