import assert from 'node:assert/strict';
import { matching, ownMembersFirst } from '../../src/kernel/completions.js';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';

describe('what could be written at the cursor', () => {
  let kernel: KernelHere;
  before(async () => {
    kernel = kernelHere();
    await kernel.run(
      "declare function take<R extends 'pods' | 'secrets' | 'services' | (string & {})>(resource: R, ...more: number[]): R;\n" +
        "declare function pick(one: 'zeta' | 'alpha' | 'beta'): void;\n" +
        'declare function say(text: string, verb: string): void;\n' +
        'declare function rule(one: { verbs: string[]; apiGroups?: string[] }): void;\n' +
        'const tools = Object.assign(() => {}, { alpha: 1, zeta: 2 });\n' +
        'const plain = { apply: 1, beta: 2 };',
    );
  });
  after(() => kernel.close());

  const matches = async (marked: string): Promise<string[]> => (await kernel.complete(marked)).matches;

  it('is what the type of a string allows, in place of all of the string', async () => {
    for (const [marked, end] of [
      ["take('se|')", 8],
      ['take("se|")', 8],
      ['take(`se|`)', 8],
      ["take('se|rvices', 1)", 14],
      ["take('se|", 8],
    ] as const) {
      assert.deepEqual(await kernel.complete(marked), { matches: ['secrets', 'services'], start: 6, end }, marked);
    }
    assert.deepEqual(await kernel.complete("take('|')"), {
      ...{ matches: ['pods', 'secrets', 'services'], start: 6, end: 6 },
    });
    assert.deepEqual(await matches("pick('|')"), ['alpha', 'beta', 'zeta'], 'in their order');
    assert.ok((await matches("'se'|")).includes('escape'), 'behind the quote, too');
    const before = await matches("take(|'se')");
    assert.ok(before.includes('escape'), 'before the quote there is no string');
    assert.deepEqual(await kernel.complete("'😀'; take('sec|')"), { matches: ['secrets'], start: 11, end: 14 });
  });

  it('is a word of Kubernetes where the parameter or the field has its name', async () => {
    assert.deepEqual(await matches("say('', 'li|')"), ['list']);
    assert.deepEqual(await matches("say('li|', '')"), [], 'the parameter before it');
    assert.deepEqual(await matches("rule({ verbs: ['imp|'] })"), ['impersonate']);
    assert.deepEqual(await matches("rule({ verbs: [], apiGroups: ['rbac|'] })"), ['rbac.authorization.k8s.io']);
    assert.deepEqual(await matches("const one = { kind: 'RoleB|' }"), ['RoleBinding']);
    assert.deepEqual(await matches("const other = { kinds: 'RoleB|' }"), []);
    assert.deepEqual(await matches("const some = ['RoleB|']"), []);
    await kernel.run('declare function make<K extends string>(object: { kind: K }): K;');
    assert.deepEqual(await matches("make({ kind: 'RoleB|' })"), ['RoleBinding'], 'not what is there already');
  });

  it('is a member, those that every function has behind its own', async () => {
    const found = await matches('tools.|');
    assert.deepEqual(found.slice(0, 2), ['alpha', 'zeta']);
    assert.ok(found.indexOf('apply') > 1 && found.includes('bind') && found.includes('prototype'), found.join());
    assert.deepEqual(await matches('plain.|'), ['apply', 'beta']);
    const name = { matches: ['plain'], start: 0, end: 5 };
    assert.deepEqual(await kernel.complete('pl|ain'), name, 'no string, within which the words of it are sought');
  });
});

describe('a cursor in code at which the compiler fails', () => {
  it('has no completions, and they come again in the next code', async () => {
    const kernel = kernelHere();
    try {
      await kernel.run('const plain = { beta: 2 };');
      await assert.rejects(kernel.complete(`${'['.repeat(2_000)}|`), RangeError);
      assert.deepEqual((await kernel.complete('plain.|')).matches, ['beta']);
    } finally {
      kernel.close();
    }
  });
});

describe('matching words', () => {
  const words = ['pods', 'pods/log', 'endpoints', 'ods'];

  it('go on from what is written, or else contain it', () => {
    assert.deepEqual(matching(words, 'pods'), ['pods', 'pods/log']);
    assert.deepEqual(matching(words, 'point'), ['endpoints']);
    assert.deepEqual(matching(words, 'none'), []);
    assert.deepEqual(matching(words, ''), words);
  });
});

describe('members of a function', () => {
  const members = (...names: string[]) => ({ entries: names.map((name) => ({ name, sortText: '' })) });

  it('are told by those that every function has; an object may have one of them', () => {
    const completions = { start: 0, end: 0, candidates: ['apply', 'bind', 'call', 'own'] };
    const ofFunction = { ...completions, original: members('apply', 'bind', 'call', 'own') };
    assert.deepEqual(ownMembersFirst(ofFunction), ['own', 'apply', 'bind', 'call']);
    const ofObject = { ...completions, original: members('apply', 'bind', 'own') };
    assert.deepEqual(ownMembersFirst(ofObject), completions.candidates);
    assert.deepEqual(ownMembersFirst(completions), completions.candidates);
  });
});
