import assert from 'node:assert/strict';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';

const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;

describe('the call that the cursor stands in', () => {
  let kernel: KernelHere;
  before(async () => {
    kernel = kernelHere();
    await kernel.run(
      '/** Cuts.\n * @param at where the cut goes */\nfunction cut(text: string, at: number): string;\n' +
        'function cut(text: string): string[];\nfunction cut(): unknown { return []; }\n' +
        'declare function take(resource: string, ...more: number[]): void;\n' +
        'declare function none(): void;\n' +
        'declare function long(the_first_of_them: string, the_second_of_them: string, the_third_of_them: string): void;\n' +
        `declare function exact(${'x'.repeat(59)}: string): void;\n` +
        'declare function far(): { the_first_of_them: string; the_second_of_them: string; the_third_of_them: string };\n' +
        '/** Adds.\n * @param a one\n * @returns the sum */\ndeclare function add(a: number): number;\n' +
        'const plain = 1;',
    );
  });
  after(() => kernel.close());

  it('is explained with the parameter in bold, what is said of it, and the other forms', () => {
    const [one, other] = ['cut(text: string', 'cut(text: string): string[]'];
    assert.equal(
      kernel.explain("cut('a', |)"),
      `${one}, ${bold('at: number')}): string\n\nCuts.\n\n${bold('at')}: where the cut goes\n\nIt can also be called so:\n${other}`,
    );
    assert.equal(
      kernel.explain('cut(|)'),
      `cut(${bold('text: string')}, at: number): string\n\nCuts.\n\nIt can also be called so:\n${other}`,
    );
  });

  it('has a parameter for all further arguments, and may have none', () => {
    const rest = `take(resource: string, ${bold('...more: number[]')}): void`;
    for (const marked of ["take('a', |)", "take('a', 1, 2, |)"]) assert.equal(kernel.explain(marked), rest);
    assert.equal(kernel.explain('none(|)'), 'none(): void');
    assert.equal(kernel.explain("cut('a', 1, 2, |)").includes('\x1b[1m'), false);
  });

  it('has a line for each parameter where one line would be too long', () => {
    assert.equal(
      kernel.explain('long(|)'),
      `long(\n  ${bold('the_first_of_them: string')},\n  the_second_of_them: string,\n  the_third_of_them: string,\n): void`,
    );
  });

  it('has one line where it just fits, or has nothing to put into lines', () => {
    const line = `exact(${bold(`${'x'.repeat(59)}: string`)}): void`;
    assert.equal(kernel.explain('exact(|)'), line, 'what makes it bold takes no room');
    assert.match(kernel.explain('far(|)'), /^far\(\): \{/);
  });

  it('comes after the name at the cursor, and outside of calls there is the name alone', () => {
    assert.equal(
      kernel.explain('add(pl|ain)'),
      `const plain: 1\n\nadd(${bold('a: number')}): number\n\nAdds.\n\n${bold('a')}: one`,
    );
    assert.equal(kernel.explain('a|dd'), 'function add(a: number): number\n\nAdds.\n@param a one\nthe sum');
    assert.equal(kernel.explain('1 + |'), '');
  });
});
