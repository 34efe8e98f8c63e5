import assert from 'node:assert/strict';
import { codeOfCaller, codeOfChange, keptCodeOfCaller } from '../../../src/cli/repl/caller.js';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const account = { namespace: 'lab', serviceaccount: { name: 'robot', uid: '1' } };
const jwt = `${encode({ alg: 'RS256' })}.${encode({ sub: 'x', 'kubernetes.io': account })}.c2lnbmF0dXJl`;

describe('the code that makes client somebody', () => {
  it('puts the credential first, and whom it acts as behind it', () => {
    assert.equal(codeOfCaller({ namespace: 'default' }), 'client = me;');
    const token = { kind: 'expression', text: 'token' } as const;
    assert.equal(
      codeOfCaller({ namespace: 'a', token, user: "o'neil" }),
      "client = me.with({ token: token }).as('o\\'neil');",
    );
    const file = { kind: 'file', text: '/tmp/t' } as const;
    assert.equal(codeOfCaller({ namespace: 'a', token: file }), "client = me.with({ token: '/tmp/t' });");
  });

  it('says what changed, and client again where nothing did', () => {
    const jane = { namespace: 'default', user: 'jane' };
    assert.equal(codeOfChange(jane, { ...jane, namespace: 'lab' }, codeOfCaller), "ns = 'lab';");
    assert.equal(codeOfChange(jane, { namespace: 'lab' }, codeOfCaller), "client = me;\nns = 'lab';");
    assert.equal(codeOfChange(jane, jane, codeOfCaller), "client = me.as('jane');");
  });

  it('keeps no token that was typed: it asks for another of the account, or names the environment', () => {
    const typed = (text: string): string => keptCodeOfCaller({ namespace: 'a', token: { kind: 'typed', text } });
    assert.match(typed(jwt), /me\.must\.token\('robot', \{ namespace: 'lab' \}\)/);
    assert.match(typed('sesame'), /process\.env\.TOKEN/);
    assert.doesNotMatch(typed(jwt) + typed('sesame'), /sesame|eyJ/);
  });
});
