/**
 * `{ name }` with a variable of an earlier cell. tslab reads such variables from an object and rewrites their names for that,
 * but not in shorthand properties: `{ name }` was a ReferenceError. Here it becomes `{ name: exports.name }` before.
 */
import { changePrograms, isOfEarlierCells } from './mend.js';
import type { SyntaxNode, TypeScript } from './typescript-for-tslab.js';

/** TypeScript whose emitted cells have no shorthand for variables of earlier cells. */
export function withoutShorthand(typescript: TypeScript): TypeScript {
  return changePrograms(typescript, (builder) => {
    const { emit } = builder;
    builder.emit = (file, write, token, onlyDeclarations, transformers) => {
      const checker = builder.getProgram().getTypeChecker();
      const isEarlier = (node: SyntaxNode): boolean =>
        checker
          .getShorthandAssignmentValueSymbol(node)
          ?.declarations?.some((declaration) => isOfEarlierCells(declaration.getSourceFile().fileName)) === true;
      const before = expander(typescript, isEarlier);
      return emit(file, write, token, onlyDeclarations, { ...transformers, before: [before] });
    };
  });
}

function expander(
  { factory, isShorthandPropertyAssignment, visitEachChild }: TypeScript,
  isEarlier: (node: SyntaxNode) => boolean,
): (context: unknown) => (root: SyntaxNode) => SyntaxNode {
  return (context) => {
    const visit = (node: SyntaxNode): SyntaxNode => {
      if (!isShorthandPropertyAssignment(node) || !isEarlier(node)) return visitEachChild(node, visit, context);
      const { name, objectAssignmentInitializer: initial } = node;
      const variable = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name.text);
      // `({ name = 1 } = object)` assigns to the variable
      const target = initial ? factory.createAssignment(variable, visit(initial)) : variable;
      return factory.createPropertyAssignment(name.text, target);
    };
    return visit;
  };
}
