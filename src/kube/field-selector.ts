/** Field selectors as text, `metadata.name=x,status.phase!=Running` (k8s.io/apimachinery/pkg/fields/selector.go). */
import { badRequest } from './status.js';

/** One term of a field selector. */
export interface FieldTerm {
  field: string;
  equal: boolean;
  value: string;
}

/** The terms of a field selector in the order of their texts; throws a 400 {@link ApiError}. */
export function parseFieldSelector(text: string): FieldTerm[] {
  if (text === '') return [];
  return terms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
      if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = match;
      return { field, equal: operator !== '!=', value: unescaped(value) };
    });
}

/** The texts between commas that no backslash stands before. */
function terms(text: string): string[] {
  const found = [''];
  let isEscaped = false;
  for (const character of text) {
    if (character === ',' && !isEscaped) found.push('');
    else found[found.length - 1] += character;
    isEscaped = character === '\\' && !isEscaped;
  }
  return found;
}

/** The value without the backslashes before `\`, `,` and `=`, which must have one. */
function unescaped(value: string): string {
  if (!/[\\,=]/.test(value)) return value;
  return value.replace(/\\(.?)|[,=]/gs, (found, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw badRequest(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`);
    }
    if (escaped === '' || !'\\,='.includes(escaped)) {
      throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    }
    return escaped;
  });
}

/** The value that a field must have by the first term that says so (RequiresExactMatch); undefined when none does. */
export function requiredValue(selector: readonly FieldTerm[], field: string): string | undefined {
  return selector.find((term) => term.equal && term.field === field)?.value;
}
