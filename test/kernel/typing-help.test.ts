import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { type ProtocolKernel, protocolKernel } from '../helpers/protocol-kernel.js';

const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;

/** A cursor in code: the bar, which is not part of it. */
function place(marked: string): { code: string; cursor_pos: number } {
  const [before = '', after = ''] = marked.split('|');
  return { code: before + after, cursor_pos: [...before].length };
}

describe('Shift-Tab and Tab', () => {
  let kernel: ProtocolKernel;
  before(async () => {
    kernel = await protocolKernel();
    await kernel.execute(
      "import { connect, show } from 'kubelab';\n" +
        "const admin = await connect({ server: 'https://127.0.0.1:1', insecure: true });\n" +
        "declare function take<R extends 'pods' | 'secrets' | 'services' | (string & {})>(resource: R, ...more: number[]): R;\n" +
        '/** Cuts.\n * @param at where the cut goes */\nfunction cut(text: string, at: number): string;\n' +
        'function cut(text: string): string[];\n' +
        'function cut(): unknown { return []; }',
    );
  });
  after(() => kernel.close());

  async function explained(marked: string): Promise<string> {
    const content = { ...place(marked), detail_level: 0 };
    const reply = (await kernel.ask('shell', 'inspect_request', content)) as
      | { found: boolean; data: object }
      | undefined;
    const text = (reply?.data as Record<string, string> | undefined)?.['text/plain'] ?? '';
    assert.equal(reply?.found, text !== '');
    return text;
  }
  async function completed(marked: string): Promise<{ matches: string[]; start: number; end: number }> {
    const reply = await kernel.ask('shell', 'complete_request', place(marked));
    const {
      matches,
      cursor_start: start,
      cursor_end: end,
    } = reply as { matches: string[]; cursor_start: number; cursor_end: number };
    return { matches, start, end };
  }

  it('J20: explain the call that the cursor stands in, finished or not, with its parameter in bold', async () => {
    for (const code of ['admin.list(|', 'await admin.list(|)', "await admin.list('po|ds')"]) {
      const text = await explained(code);
      assert.match(
        stripVTControlCharacters(text),
        /^list.*\(\s*resource: .*,\s+options\?: ListOptions,?\s*\): Promise</,
        code,
      );
      assert.ok(text.includes('\x1b[1mresource: '), code);
      assert.match(text, /The objects of a resource/, code);
    }
    const second = await explained("admin.list('pods', |)");
    assert.ok(second.includes(bold('options?: ListOptions')), second);
    const variadic = await explained('take("a", 1, 2|)');
    assert.ok(variadic.includes(bold('...more: number[]')), variadic);
    const long = await explained("show.why(admin, '|')");
    assert.ok(long.startsWith(`why(\n  client: Client,\n  ${bold('verb: string')},\n  resource: string,\n`), long);
  });

  it('J20: name the other forms of a function, and what is said of a parameter', async () => {
    const text = stripVTControlCharacters(await explained("cut('a', |)"));
    assert.match(text, /^cut\(text: string, at: number\): string\n\nCuts\.\n\nat: where the cut goes\n\n/);
    assert.match(text, /It can also be called so:\ncut\(text: string\): string\[\]$/);
  });

  it('J20: explain a name in a call before the call, and a name outside as ever', async () => {
    const text = await explained("admin.list('pods', { name|space: 'x' })");
    assert.match(text, /^\(property\) ListOptions\.namespace\?: string\n\nOne namespace[\s\S]*\n\nlist\(/);
    assert.match(await explained("'😀'; show(admin.li|st('x'))"), /^\(method\) .*list[\s\S]*\n\nshow\(/);
    assert.match(await explained('conn|ect'), /^\(alias\) const connect: Connect\nimport connect\n\nOpens a way/);
    assert.equal(await explained('1 + |'), '');
  });

  it('J20: complete the words that a string may be, in place of all of it', async () => {
    assert.deepEqual(await completed("take('|"), { matches: ['pods', 'secrets', 'services'], start: 6, end: 6 });
    assert.deepEqual(await completed("take('|')"), { matches: ['pods', 'secrets', 'services'], start: 6, end: 6 });
    assert.deepEqual(await completed("take('se|')"), { matches: ['secrets', 'services'], start: 6, end: 8 });
    assert.deepEqual(await completed("take('se|rvices', 1)"), { matches: ['secrets', 'services'], start: 6, end: 14 });
    assert.deepEqual(await completed("'😀'; take('sec|"), { matches: ['secrets'], start: 11, end: 14 });
    assert.deepEqual(await completed('take("ods|")'), { matches: ['pods'], start: 6, end: 9 });
    assert.deepEqual((await completed("const any = 'a|'")).matches, []);
    await kernel.execute('declare function make<K extends string>(object: { kind: K }): K;');
    assert.deepEqual(
      (await completed("make({ kind: 'RoleB|' })")).matches,
      ['RoleBinding'],
      'not what is there already',
    );
  });

  it('J20: complete resources, verbs and kinds, also where types say no more than that it is a string', async () => {
    const first = async (marked: string): Promise<string[]> => (await completed(marked)).matches;
    for (const code of [
      "admin.list('|",
      "admin.watch('|')",
      "show.watch(admin, '|')",
      "show.why(admin, 'list', '|')",
    ]) {
      const words = await first(code);
      assert.ok(words.includes('pods') && words.includes('rolebindings') && words.includes('serviceaccounts'), code);
      assert.ok(!words.includes('pods/log'), code);
    }
    assert.deepEqual(await completed("await admin.list('clusterrole|')"), {
      ...{ matches: ['clusterrolebindings', 'clusterroles'], start: 18, end: 29 },
    });
    assert.ok((await first("show.why(admin, 'get', 'pods/|')")).includes('pods/log'));
    assert.deepEqual(await first("show.why(admin, 'li|')"), ['list']);
    assert.deepEqual(await first("admin.create({ kind: 'RoleB|' })"), ['RoleBinding']);
    assert.deepEqual(await first("admin.create({ rules: [{ resources: ['pods', 'sec|'], verbs: [] }] })"), ['secrets']);
    assert.deepEqual(await first("const rule = { verbs: ['imp|'] }"), ['impersonate']);
    assert.deepEqual(await first("console.log('po|')"), []);
  });

  it('J20: complete members, those that every function has after its own', async () => {
    const { matches } = await completed('show.|');
    const own = matches.indexOf('apply');
    assert.deepEqual(matches.slice(own), [...matches.slice(own)].sort());
    assert.ok(own > 0 && matches.indexOf('watch') < own && matches.indexOf('why') < own, matches.join());
    assert.ok(matches.includes('bind') && matches.includes('call'));
    const { matches: some } = await completed('show.c|');
    assert.ok(some.indexOf('certificate') < some.indexOf('call'), some.join());
    assert.deepEqual(await completed('admin.whoa|'), { matches: ['whoami'], start: 6, end: 10 });
  });
});
