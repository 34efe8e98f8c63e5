import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type * as Compiler from '@tslab/typescript-for-tslab';
import { schemaOf, typeNamed } from '../../src/cluster/types/api-types.js';
import type { Field } from '../../src/cluster/types/parse-field.js';
import type { TypeRef } from '../../src/cluster/types/parse-type.js';
import { findKind, kinds } from '../../src/kube/kinds.js';

const ts = createRequire(import.meta.url)('@tslab/typescript-for-tslab') as typeof Compiler;
const file = resolve(import.meta.dirname, '../../src/kube/object-types.ts');
const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
const interfaces = new Map(
  source.statements.filter(ts.isInterfaceDeclaration).map((declaration) => [declaration.name.text, declaration]),
);

/** The members of an interface, with those that it takes over. */
function membersOf(name: string): Compiler.TypeElement[] {
  const declaration = interfaces.get(name);
  const above =
    declaration?.heritageClauses?.flatMap(({ types }) => types.map(({ expression }) => expression.getText())) ?? [];
  return [...(declaration?.members ?? []), ...above.flatMap(membersOf)];
}

/** What is wrong with a type, beside the field of the API that it stands for. */
function faults(type: Compiler.TypeNode | undefined, of: TypeRef, where: string): string[] {
  if (!type || type.getText() === 'Anything') return [];
  if (ts.isArrayTypeNode(type))
    return of.is === 'list' ? faults(type.elementType, of.of, where) : [`${where}: no list`];
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => faults(part, of, where));
  if (ts.isTypeLiteralNode(type)) return struct([...type.members], of, where);
  if (!ts.isTypeReferenceNode(type)) {
    const simple = of.is === 'scalar' || (of.is === 'struct' && typeNamed(of.name) === undefined);
    return simple ? [] : [`${where}: is ${of.is}, not ${type.getText()}`];
  }
  const name = type.typeName.getText();
  if (name === 'Texts') return of.is === 'map' ? [] : [`${where}: no map`];
  const [inner] = type.typeArguments ?? [];
  return struct(membersOf(name === 'Partial' && inner ? inner.getText() : name), of, where);
}

function struct(members: Compiler.TypeElement[], of: TypeRef, where: string): string[] {
  const known = of.is === 'struct' ? typeNamed(of.name)?.fields : undefined;
  if (!known) return [`${where}: no object`];
  return fieldFaults(members, known, where);
}

function fieldFaults(members: Compiler.TypeElement[], known: ReadonlyMap<string, Field>, where: string): string[] {
  return members.filter(ts.isPropertySignature).flatMap((member) => {
    const name = member.name.getText();
    const field = known.get(name);
    return field ? faults(member.type, field.type, `${where}.${name}`) : [`${where}.${name}: no such field`];
  });
}

describe('kube/object-types', () => {
  const rows = (name: string): [string, string][] =>
    membersOf(name)
      .filter(ts.isPropertySignature)
      .map((member) => [member.name.getText(), member.type?.getText() ?? '']);

  it('J20: names fields that the kinds of Kubernetes have, lists as lists and maps as maps', () => {
    const wrong = rows('KindTypes').flatMap(([kind, type]) => {
      const row = kinds.find((one) => one.kind === kind);
      const schema = row && schemaOf(row);
      return schema ? fieldFaults(membersOf(type), schema.fields, kind) : [`${kind}: unknown`];
    });
    assert.deepEqual(wrong, []);
  });

  it('J20: has the kind of each resource that can be listed, by its own and its short names', () => {
    const typed = new Map(rows('KindTypes'));
    const resources = new Map(rows('ResourceTypes'));
    for (const [name, type] of resources) assert.equal(typed.get(findKind(name)?.kind ?? ''), type, name);
    const listed = kinds.filter(({ verbs, group }) => verbs.includes('list') && group !== 'events.k8s.io');
    const names = listed.flatMap(({ resource, shortNames = [] }) => [resource, ...shortNames]);
    assert.deepEqual([...resources.keys()].sort(), names.sort());
  });
});
