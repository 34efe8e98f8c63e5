/** How wide a kernel draws the helper's views: a variable of its environment says it at its start, and a cell when that changes. */

/** The variable that `print/text.ts` reads. */
export const WIDTH_VARIABLE = 'KUBELAB_COLUMNS';

/** A cell that tells a running kernel. */
export function widthCell(columns: number): string {
  return `globalThis.process.env.${WIDTH_VARIABLE} = '${columns}';`;
}
