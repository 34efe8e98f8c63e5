/** What calls cost, by the most that their arguments can hold. */
import type { ExpressionType } from './expression-types.js';

/** Functions that look at each character or item of their arguments. */
const linear = new Set(
  'contains startsWith endsWith matches find findAll split replace lowerAscii upperAscii trim indexOf lastIndexOf join format quote reverse isSorted sum min max _==_ _!=_ _+_ @in string quantity url ip cidr isQuantity isURL isIP isCIDR sets.contains sets.equivalent sets.intersects'.split(
    ' ',
  ),
);

/** The most steps that a call takes by itself, for arguments of these types. */
export function callCost(name: string, given: readonly ExpressionType[]): number {
  if (!linear.has(name)) return 1;
  const sizes = given.map(({ is, max }) =>
    is === 'list' || is === 'map' ? max : is === 'dyn' ? 1 : Math.ceil(max / 10),
  );
  // equality costs no more than the smaller of the two values
  if (name === '_==_' || name === '_!=_') return 1 + Math.min(...sizes);
  if (name === 'matches' || name === 'find' || name === 'findAll')
    return 1 + (sizes[0] ?? 1) * Math.max(1, Math.ceil((given[1]?.max ?? 4) / 4));
  return 1 + sizes.reduce((total, one) => total + one, 0);
}
