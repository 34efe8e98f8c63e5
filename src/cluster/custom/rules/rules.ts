/** The rules of a schema (`x-kubernetes-validations`): compiled with the definition, and run on its objects (apiserver/schema/cel). */
import type { FieldError } from '../../../kube/status.js';
import type { ExpressionCompiler } from '../../cel/compile.js';
import type { Schema } from '../definition-spec.js';
import { ruleCompiler } from './compile-rule.js';
import { type Rules, rulesOf } from './run-rules.js';
import { schemaFaults } from './schema-faults.js';

/** Compiles rules. */
export interface RuleLibrary {
  /** The rules of a schema, of whole objects unless it is said that it is none. */
  compile(schema: Schema, isResource?: boolean): Rules;
  /** The faults of the rules themselves. */
  schemaFaults(schema: Schema, path: string): FieldError[];
}

/** The rules with their libraries. */
export function ruleLibrary(expressions: ExpressionCompiler): RuleLibrary {
  const compiler = ruleCompiler(expressions);
  return {
    compile: (schema, isResource = true) => rulesOf(schema, compiler, isResource),
    schemaFaults: (schema, path) => schemaFaults(compiler, schema, path),
  };
}
