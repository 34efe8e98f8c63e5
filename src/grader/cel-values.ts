/** JSON values as CEL sees them. Objects are looked into when an expression does: an audit log can hold a million events. */
import { type CelInput, type CelMap, celMap } from '@bufbuild/cel';

/** The value in CEL's types: whole numbers are ints, so that `code + 1` is what it seems to be. */
export function forCel(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(forCel);
  if (typeof value === 'object' && value !== null) return celFields(value as Record<string, unknown>); // an object of JSON
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function celFields(fields: Record<string, unknown>): CelMap {
  return celMap(new Fields(fields));
}

/** An object as a map; a field that is undefined is not there. A class, since a map has to be iterable by itself. */
class Fields implements ReadonlyMap<string, CelInput> {
  readonly #fields: Record<string, unknown>;

  constructor(fields: Record<string, unknown>) {
    this.#fields = fields;
  }

  get size(): number {
    return this.#names().length;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name) && this.#fields[name] !== undefined;
  }

  get(name: string): CelInput | undefined {
    return this.has(name) ? forCel(this.#fields[name]) : undefined;
  }

  keys(): MapIterator<string> {
    return this.#whole().keys();
  }

  values(): MapIterator<CelInput> {
    return this.#whole().values();
  }

  entries(): MapIterator<[string, CelInput]> {
    return this.#whole().entries();
  }

  [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries();
  }

  forEach(callback: (value: CelInput, name: string, map: ReadonlyMap<string, CelInput>) => void): void {
    for (const [name, value] of this.entries()) callback(value, name, this);
  }

  #names(): string[] {
    return Object.keys(this.#fields).filter((name) => this.#fields[name] !== undefined);
  }

  #whole(): Map<string, CelInput> {
    return new Map(this.#names().map((name) => [name, forCel(this.#fields[name])]));
  }
}
