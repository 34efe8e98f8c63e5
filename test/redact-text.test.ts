import assert from 'node:assert/strict';
import { redacted, redactText } from '../src/redact-text.js';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl';

describe('redactText', () => {
  it('takes out a JWT wherever it stands', () => {
    for (const [before, after] of [
      ['', ''],
      ['token=', ';'],
      ['x-', ' y'],
      ['(', ')'],
      ['a.b.', ''],
      ['.eyJ.eyJ ', ' .eyJ'],
      [`${token} `, ` ${token}`],
    ]) {
      const clean = redactText(`${before}${token}${after}`);
      assert.ok(!clean.includes('c2lnbmF0dXJl') && clean.includes(redacted(token)), clean);
    }
    assert.equal(redactText(`a ${token} b`), `a ${redacted(token)} b`);
    assert.equal(redactText('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'), redacted('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.'));
  });

  it('goes on behind a JWT, and takes out nothing twice', () => {
    const [first, rest] = ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.eyJzaWduYXR1cmU', '.eyJtb3Jl.end'];
    assert.equal(redactText(first + rest), redacted(first) + rest);
  });

  it('takes out what stands behind a scheme, with a header before it or without', () => {
    for (const before of ['Bearer ', 'Authorization: Bearer ', 'basic ', '"authorization":"Basic ']) {
      assert.equal(redactText(`${before}abc-123`), `${before}${redacted('abc-123')}`);
    }
    assert.equal(redactText('by bearer token, or basic auth.'), 'by bearer token, or basic auth.');
  });

  it('leaves what is no JWT', () => {
    for (const text of [
      'eyJ.eyJ.a',
      'x.eyJzdWIiOiJhbm4ifQ',
      'keyJhbGciOiJSUzI1NiJ9.eyJzdWIi.sig',
      'file.eyJ.js',
      'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0 and no signature',
    ]) {
      assert.equal(redactText(text), text);
    }
  });

  // S2: a rule whose time grows with the square of the length needs minutes for each of these
  const size = 4 * 1024 * 1024;
  const filled = (piece: string): string => piece.repeat(Math.ceil(size / piece.length));
  const worst: { [name: string]: string } = {
    'words that begin like a JWT': `-eyJ${filled('a')}`,
    'one word with a beginning at every fourth place': filled('-eyJ'),
    'beginnings that go on': filled('-eyJaaaaaaaa'),
    'middles of a JWT': filled('.eyJ'),
    'middles of a JWT with long words': filled(`eyJaaaaaaaaaaa.eyJ${'a'.repeat(1000)} `),
    'dots and words': filled('eyJaaaaaaaaaaa.'),
    'beginnings of private keys': filled('-----BEGIN PRIVATE KEY-----'),
    'a private key with a long label': `-----BEGIN ${filled('A ')}PRIVATE KEY-----`,
    'labels without end': filled('-----BEGIN AAAA '),
    'labels that name keys': `-----BEGIN ${filled('PRIVATE KEY')}`,
    'ends of other keys': `-----BEGIN A PRIVATE KEY-----${filled('-----END A PRIVATE KE')}`,
    'base64 of a JWT': filled('ZXlK'),
    'short pieces of base64': filled('+ZXlK+'),
    'base64 of PEM': filled('LS0tLS1CRUdJTi'),
    'many pieces of base64 of PEM': filled('LS0tLS1CRUdJTiaaaaaaaaaaaaaaaaaaaa '),
    'headers without a value': filled('authorization:'),
    'a header and spaces': `authorization${filled(' ')}`,
    'a scheme and spaces': `bearer${filled(' ')}`,
    'schemes and spaces': filled('bearer   '),
    'schemes and words': filled('basic aaaaaaaaaaaaaaaa.'),
    'a word in capitals behind a scheme': `bearer ${filled('A')}!`,
    'signs behind a word behind a scheme': `bearer a${filled('.')}!`,
  };
  for (const [name, text] of Object.entries(worst)) {
    it(`S2: gets through 4 MB of ${name}`, () => {
      redactText(text);
    });
  }
});
