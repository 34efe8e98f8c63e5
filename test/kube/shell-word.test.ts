import assert from 'node:assert/strict';
import { quote, subjectFlag } from '../../src/kube/shell-word.js';

describe('a word of a command', () => {
  it('stands as it is where a shell takes it for itself', () => {
    for (const word of ['pods', 'a@b', '100%', 'a+b=c:d,e.f/g-h_i', '0']) assert.equal(quote(word), word);
  });

  it('is in single quotes otherwise, with those of its own outside', () => {
    assert.equal(quote(''), "''");
    assert.equal(quote('a b'), "'a b'");
    assert.equal(quote('$(rm)'), "'$(rm)'");
    assert.equal(quote("it's, isn't"), "'it'\\''s, isn'\\''t'");
    assert.equal(quote('a\n'), "'a\n'");
  });

  it('names a service account or a user', () => {
    assert.equal(subjectFlag('system:serviceaccount:lab:robot'), '--serviceaccount=lab:robot');
    assert.equal(subjectFlag('jane doe'), "--user='jane doe'");
    assert.equal(subjectFlag('system:serviceaccount:lab'), '--user=system:serviceaccount:lab');
  });
});
