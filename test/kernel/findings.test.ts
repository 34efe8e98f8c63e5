import assert from 'node:assert/strict';
import { faultOfDiagnostics } from '../../src/kernel/fault.js';
import { usefulFindings } from '../../src/kernel/findings.js';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';

describe('the findings of the compiler', () => {
  let kernel: KernelHere;
  before(() => {
    kernel = kernelHere();
  });
  after(() => kernel?.close());

  const findings = async (code: string): Promise<string[]> => {
    const { diagnostics } = await kernel.run(code);
    return usefulFindings(diagnostics, code).map(({ line, column, message }) => `${line}:${column} - ${message}`);
  };
  const OPEN = 'The cell ends here, and something in it is still open';

  it('are at the end of a cell that leaves something open, and not in a line behind it', async () => {
    assert.deepEqual(await findings('const a = {'), [`1:12 - ${OPEN}: '}' expected.`]);
    assert.deepEqual(await findings('const b = [1, 2\n\n'), [`1:16 - ${OPEN}: ',' expected.`]);
    const [first, ...others] = await findings('const c: string = 5;\nfunction f(\n');
    assert.match(first ?? '', /^1:7 - Type 'number' is not assignable/);
    assert.match(others.at(-1) ?? '', new RegExp(`^2:12 - ${OPEN}`));
    assert.deepEqual(
      others.filter((other) => !/^[12]:/.test(other)),
      [],
    );
  });

  it('are left where they are when they are about the cell itself or another file', () => {
    const found = { file: '', line: 1, column: 3, message: "';' expected." };
    assert.deepEqual(usefulFindings([found], 'a b'), [found]);
    assert.deepEqual(usefulFindings([{ ...found, file: 'other.ts', line: 9 }], 'a b'), [
      { ...found, file: 'other.ts', line: 9 },
    ]);
    const open = { ...found, line: 2, message: "'}' expected." };
    const other = { ...found, file: 'other.ts', line: 9, message: 'No.' };
    assert.deepEqual(
      usefulFindings([other, open], 'a {').map(({ file, line, column }) => [file, line, column]),
      [
        ['other.ts', 9, 3],
        ['', 1, 4],
      ],
    );
  });

  it('name an unknown name once, and say that no cell made it', async () => {
    assert.deepEqual(await findings('pods.status;\npods.body;\nother'), [
      "1:1 - Cannot find name 'pods'. No cell that has run makes it: run the cells above first.",
      "3:1 - Cannot find name 'other'. No cell that has run makes it: run the cells above first.",
    ]);
    assert.deepEqual(await findings('consol'), ["1:1 - Cannot find name 'consol'. Did you mean 'console'?"]);
  });

  it('say how else a module is imported whose type no later cell could be told', async () => {
    const [found, ...others] = await findings("const http = await import('node:http');");
    assert.match(
      found ?? '',
      /^1:7 - Later cells cannot be told .* import \* as http from '…'; .* const http: any = …$/,
    );
    assert.deepEqual(others, []);
    assert.deepEqual(await findings("import * as http from 'node:http';\nhttp.METHODS.length"), []);
    assert.deepEqual(await findings('http.METHODS.length'), []);
  });

  it('say where an await is missing', async () => {
    const [found, ...others] = await findings('Promise.resolve({ status: 200 }).status');
    assert.match(
      found ?? '',
      /^1:34 - Property 'status' does not exist on type 'Promise<.*>'\. Wait .*\(await …\)\.status$/,
    );
    assert.deepEqual(others, []);
    assert.deepEqual(await findings('({ a: 1 }).b'), ["1:12 - Property 'b' does not exist on type '{ a: number; }'."]);
  });

  it('show the line once where several explain one fault', async () => {
    const code = "new Date().toLocaleString('en', 5)";
    const { diagnostics } = await kernel.run(code);
    assert.ok(diagnostics.length > 1, JSON.stringify(diagnostics));
    const { traceback } = faultOfDiagnostics(diagnostics, code);
    assert.equal(traceback.filter((line) => line.includes(code)).length, 1);
    assert.equal(traceback.length, diagnostics.length + 2);
  });
});
