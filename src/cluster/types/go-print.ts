/**
 * Values of Kubernetes' types as Go's library spew prints them with `%#v`, the types in parentheses:
 * `(v1.Sysctl){Name:(string)a Value:(string)b}`. Controllers name what they make by hashes of these texts. Each value is printed
 * as a controller holds it after reading it from protobuf, which does not tell an empty list or map from none.
 */
import { fields } from '../../kube/fields.js';
import { remembered } from '../../kube/remembered.js';
import { fieldWords } from './api-types.js';
import { printIntOrString, printQuantity, printTime } from './go-print-values.js';
import { goNameOf, parseField } from './parse-field.js';

/** Prints a value without the name of its type, as it stands in a list. */
type Print = (value: unknown) => string;

interface GoType {
  /** Go's name: `*v1.Probe`. */
  name: string;
  print: Print;
}

const nil = '<nil>';

/** The text of a value of a type as the data writes it (`core.v1.PodTemplateSpec`); undefined is the zero of its type. */
export function goPrint(type: string, value: unknown): string {
  const { name, print } = goType(type);
  return `(${name})${print(value)}`;
}

const goType = remembered(readType);

function readType(text: string): GoType {
  if (text.startsWith('*')) {
    const { name, print } = goType(text.slice(1));
    return { name: `*${name}`, print: (value) => (value === undefined || value === null ? nil : print(value)) };
  }
  if (text.startsWith('[]')) {
    const { name, print } = goType(text.slice(2));
    return { name: `[]${name}`, print: listPrinter(print) };
  }
  const map = /^\{(?:([^:]+):)?(.+)\}(?:\/(.+))?$/.exec(text);
  if (map) {
    const [key, of] = [goType(map[1] ?? 'string'), goType(map[2] ?? '')];
    return { name: map[3] ? nameInGo(map[3]) : `map[${key.name}]${of.name}`, print: mapPrinter(of.print) };
  }
  const [base = '', name = base] = text.split('/');
  return { name: nameInGo(name), print: printers[base] ?? structPrinter(base) };
}

/** Go's name of a type: `v1.PodSpec` for `core.v1.PodSpec`, with the last part of its package. */
const nameInGo = (name: string): string => name.split('.').slice(-2).join('.');

const printers: Readonly<Record<string, Print>> = {
  string: (value) => String(value ?? ''),
  bool: (value) => String(value ?? false),
  int32: (value) => String(value ?? 0),
  int64: (value) => String(value ?? 0),
  'meta.v1.Time': printTime,
  'api.resource.Quantity': printQuantity,
  'util.intstr.IntOrString': printIntOrString,
};

function listPrinter(print: Print): Print {
  return (value) => (Array.isArray(value) && value.length ? `[${value.map((item) => print(item)).join(' ')}]` : nil);
}

function mapPrinter(print: Print): Print {
  return (value) => {
    const entries = Object.entries(fields(value)).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length ? `map[${entries.map(([key, item]) => `${key}:${print(item)}`).join(' ')}]` : nil;
  };
}

/** The printer of a struct; it looks up the fields when it prints the first one, as most types of a pod stand in no template. */
function structPrinter(type: string): Print {
  let printFields: Print[] | undefined;
  return (value) => {
    printFields ??= (fieldWords(type) ?? []).map((words) => fieldPrinter(words, type));
    return `{${printFields.map((print) => print(value)).join(' ')}}`;
  };
}

/** Prints a field of the struct that it is given. */
function fieldPrinter(words: readonly string[], owner: string): Print {
  const [, marked, text = ''] = words;
  const { name: typeName, print } = goType(text);
  // a struct whose fields stand among the others in JSON is a field of its own in Go
  if (marked === '~') {
    const name = text.slice(text.lastIndexOf('.') + 1);
    return (struct) => `${name}:(${typeName})${print(struct)}`;
  }
  const field = parseField(words, owner);
  return (struct) => `${goNameOf(field)}:(${typeName})${print(fields(struct)[field.name])}`;
}
