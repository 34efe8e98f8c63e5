/** The type of a call, by the declarations of its function (cel-go: checker/checker.go, checker/types.go). */
import { declarations } from './declarations.js';
import { authorizerTypes, type ExpressionType, freeType, maxBytes, types, typeText } from './expression-types.js';

/** A type of a declaration: a name, or a letter that stands for any one type. */
interface Wanted {
  name: string;
  parts: Wanted[];
}
interface Declaration {
  isMethod: boolean;
  takes: Wanted[];
  gives: Wanted;
}

/** What the letters of a declaration stand for. */
type Letters = Map<string, ExpressionType>;

/** Parsed when a function is called first. */
const parsed = new Map<string, Declaration[]>();

/** True for a function or method that is declared. */
export const isDeclared = (name: string): boolean => declarations[name] !== undefined;

/** The type that a call gives for values of these types, with the most that it can hold; undefined where no declaration takes them. */
export function callType(
  name: string,
  given: readonly ExpressionType[],
  isMethod: boolean,
): ExpressionType | undefined {
  let found: ExpressionType | undefined;
  for (const { takes, gives, ...declaration } of declared(name)) {
    if (declaration.isMethod !== isMethod || takes.length !== given.length) continue;
    const letters: Letters = new Map();
    if (!takes.every((wanted, i) => fits(wanted, given[i] ?? types.dyn, letters))) continue;
    const result = resultOf(gives, letters) ?? freeType;
    if (found && typeText(found) !== typeText(result)) return types.dyn;
    found = result;
  }
  if (!found || !hasSize.has(found.is)) return found;
  const max = sizes[name]?.(given) ?? (found.is === 'list' ? listSize(given) : undefined);
  return max === undefined ? found : { ...found, max };
}

const hasSize = new Set<ExpressionType['is']>(['string', 'bytes', 'list', 'map']);
const maxOf = (type: ExpressionType | undefined): number => type?.max ?? maxBytes;
const sameSize = ([first]: readonly ExpressionType[]): number => maxOf(first);
/** Most functions of lists give as many items at most. */
const listSize = ([first]: readonly ExpressionType[]): number | undefined =>
  first?.is === 'list' ? first.max : undefined;
/** The most that results can hold, of functions whose arguments say it. */
const sizes: Readonly<Record<string, (given: readonly ExpressionType[]) => number>> = {
  '_+_': ([a, b]) => maxOf(a) + maxOf(b),
  lowerAscii: sameSize,
  upperAscii: sameSize,
  trim: sameSize,
  substring: sameSize,
  split: ([text]) => maxOf(text) + 1,
  'cel.@mapInsert': sameSize,
};

function declared(name: string): Declaration[] {
  let all = parsed.get(name);
  if (!all) {
    all = (declarations[name] ?? []).map(parseDeclaration);
    parsed.set(name, all);
  }
  return all;
}

/** Reads `(A) type(A)` or `list(A).(int) A`. */
function parseDeclaration(text: string): Declaration {
  const tokens = text.match(/\w+(?:\.\w+)*|[().]/g) ?? [];
  let at = 0;
  const one = (): Wanted => {
    const name = tokens[at++] ?? '';
    return { name, parts: tokens[at] === '(' ? several() : [] };
  };
  const several = (): Wanted[] => {
    const all: Wanted[] = [];
    for (at++; tokens[at] !== ')'; ) all.push(one());
    at++;
    return all;
  };
  const receiver = tokens[0] === '(' ? [] : [one()];
  // the point behind it
  at += receiver.length;
  const takes = [...receiver, ...several()];
  return { isMethod: receiver.length > 0, takes, gives: one() };
}

const isLetter = ({ name }: Wanted): boolean => /^[A-Z]$/.test(name);

/** True where a value of a type is taken; of an empty list it is not known which items it has. */
function fits(wanted: Wanted, given: ExpressionType | undefined, letters: Letters): boolean {
  if (!given) return true;
  if (isLetter(wanted)) return fitsLetter(wanted.name, given, letters);
  if (given.is === 'dyn' || wanted.name === 'dyn') return true;
  if (given.is === 'null_type') return wanted.name === 'null' || !notNull.has(wanted.name);
  return kindOf(given) === wanted.name && wanted.parts.every((part, i) => fits(part, partsOf(given)[i], letters));
}

/** A letter stands for the first type that it meets, and for `dyn` where it meets that; of two sizes it has the larger one. */
function fitsLetter(letter: string, given: ExpressionType, letters: Letters): boolean {
  const known = letters.get(letter);
  if (known && !isAlike(known, given)) return false;
  if (!known || given.is === 'dyn' || (known.is !== 'dyn' && given.max > known.max)) letters.set(letter, given);
  return true;
}

/** Types that null is no value of. */
const notNull = new Set('bool int uint double string bytes list map type'.split(' '));

/** True for types of which values can be compared; `dyn` is alike to all. */
export function isAlike(a: ExpressionType, b: ExpressionType): boolean {
  if (a.is === 'dyn' || b.is === 'dyn') return true;
  if (a.is === 'null_type' || b.is === 'null_type')
    return a.is === b.is || !notNull.has(kindOf(a.is === 'null_type' ? b : a));
  // of objects whose type has no name only the fields are known
  if (a.is === 'object' && b.is === 'object') return a.name === undefined || b.name === undefined || a.name === b.name;
  if (kindOf(a) !== kindOf(b)) return false;
  return a.is === 'type' || partsOf(a).every((part, i) => isAlike(part ?? types.dyn, partsOf(b)[i] ?? types.dyn));
}

/** The name of a type in declarations, without its parts. */
const kindOf = (type: ExpressionType): string => (type.is === 'optional' ? 'optional_type' : (type.name ?? type.is));

/** The types of a type's parts, as many as its name has. */
function partsOf({ is, key = types.string, of }: ExpressionType): (ExpressionType | undefined)[] {
  return is === 'map' ? [key, of] : is === 'list' || is === 'optional' || is === 'type' ? [of] : [];
}

/** The type of a result; undefined for a letter that nothing is known of. */
function resultOf(wanted: Wanted, letters: Letters): ExpressionType | undefined {
  if (isLetter(wanted)) return letters.get(wanted.name);
  const { name, parts } = wanted;
  const [first, second] = parts.map((part) => resultOf(part, letters));
  const of = first ? { of: first } : {};
  switch (name) {
    case 'list':
      return { is: 'list', ...of, max: maxBytes };
    case 'map':
      return { is: 'map', key: first ?? types.dyn, ...(second ? { of: second } : {}), max: maxBytes };
    case 'optional_type':
      return { is: 'optional', ...of, max: first?.max ?? 0 };
    case 'type':
      return { ...types.type, ...of };
    default:
      return named[name] ?? { ...types.opaque, name };
  }
}

const named: Readonly<Record<string, ExpressionType | undefined>> = {
  ...Object.fromEntries(Object.values(authorizerTypes).map((type) => [type.name, type])),
  ...types,
};
