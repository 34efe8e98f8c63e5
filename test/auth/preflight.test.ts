import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { checkedCa, checkedPair, checkedServer, checkedToken, checksOf } from '../../src/auth/preflight.js';
import { KubelabError } from '../../src/errors.js';
import { fakeJwt, type Issued, makeCa, type TestCa } from '../helpers/pki.js';

function refusal(code: string, text: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof KubelabError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, text);
    assert.notEqual(error.hint, '');
    return true;
  };
}

describe('auth/preflight', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const given = { cert: { name: 'cert' }, key: { name: 'key' } };
  let ca: TestCa;
  let jane: Issued;
  let joe: Issued;
  before(async () => {
    ca = await makeCa();
    [jane, joe] = [await ca.issue({ cn: 'jane' }), await ca.issue({ cn: 'joe' })];
  });

  it('takes a CA, several in one text, and refuses what Node would ignore', () => {
    assert.equal(checkedCa(ca.cert, { name: 'ca' }), ca.cert);
    assert.equal(checkedCa(ca.cert + jane.cert, { name: 'ca' }), ca.cert + jane.cert);
    assert.throws(() => checkedCa(base64(ca.cert), { name: 'ca' }), refusal('PEM_INVALID', /still base64/));
    for (const empty of ['', ' \n'])
      assert.throws(
        () => checkedCa(empty, { name: 'ca' }),
        refusal('PEM_INVALID', /^ca is not a CA certificate: it is empty\.$/),
      );
    assert.throws(() => checkedCa('junk', { name: 'ca' }), refusal('PEM_INVALID', /^ca is not a CA certificate\.$/));
    assert.throws(() => checkedCa(jane.key, { name: 'ca' }), refusal('PEM_INVALID', /PRIVATE KEY/));
    const broken = ca.cert.replace(/\n[^\n]{10}/, '\nAAAAAAAAAA');
    assert.throws(() => checkedCa(broken, { name: 'ca', place: { file: 'ca.crt' } }), {
      code: 'PEM_INVALID',
      message: 'ca: the certificate cannot be read; Node would leave it out without a word.',
      place: { file: 'ca.crt' },
    });
    assert.throws(() => checkedCa(ca.cert + broken, { name: 'ca' }), refusal('PEM_INVALID', /certificate 2 of 2/));
  });

  it('takes a pair and refuses half of one, a wrong one, and one in base64', () => {
    assert.deepEqual(checkedPair(jane.cert, jane.key, given), jane);
    assert.equal(checkedPair(undefined, undefined, given), undefined);
    assert.throws(
      () => checkedPair(jane.cert, undefined, given),
      refusal('CREDENTIAL_INCOMPLETE', /cert is given without key/),
    );
    assert.throws(
      () => checkedPair(undefined, jane.key, given),
      refusal('CREDENTIAL_INCOMPLETE', /key is given without cert/),
    );
    assert.throws(() => checkedPair(jane.cert, joe.key, given), refusal('KEY_MISMATCH', /CN=jane/));
    assert.throws(
      () => checkedPair(base64(jane.cert), jane.key, given),
      refusal('PEM_INVALID', /cert is still base64/),
    );
    assert.throws(() => checkedPair(jane.cert, base64(jane.key), given), refusal('PEM_INVALID', /key is still base64/));
    assert.throws(() => checkedPair(jane.key, jane.cert, given), refusal('PEM_INVALID', /cert is not a certificate/));
    assert.throws(() => checkedPair(jane.cert, ca.cert, given), refusal('PEM_INVALID', /key is not a private key/));
  });

  it('says which of a pair cannot be read, where it stands, and what to do about it', () => {
    const placed = { cert: { name: 'cert', place: { file: 'c' } }, key: { name: 'key', place: { file: 'k' } } };
    const broken = jane.cert.replace(/\n[^\n]{10}/, '\nAAAAAAAAAA');
    assert.throws(() => checkedPair(broken, jane.key, placed), {
      code: 'PEM_INVALID',
      message: 'cert: the text between the PEM lines is not a certificate.',
      hint: 'Copy the certificate again, whole.',
      place: { file: 'c' },
    });
    assert.throws(() => checkedPair(jane.cert, jane.key.replace(/\n[^\n]{10}/, '\nAAAAAAAAAA'), placed), {
      code: 'PEM_INVALID',
      message: 'key is a PEM text that holds no private key.',
      hint: /^Copy the key again/,
      place: { file: 'k' },
    });
    const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
    const locked = createPrivateKey(jane.key).export(cipher).toString();
    assert.throws(() => checkedPair(jane.cert, locked, placed), {
      code: 'PEM_INVALID',
      message: 'key is encrypted with a passphrase.',
      hint: /^Take the passphrase off: openssl pkey/,
      place: { file: 'k' },
    });
  });

  it('takes everything as it is where nothing is to be checked', () => {
    const { ca: takeCa, pair, token } = checksOf(true);
    assert.equal(takeCa('junk', { name: 'ca' }), 'junk');
    assert.equal(token('two words', { name: 'token' }), 'two words');
    assert.deepEqual(pair('a', 'b', given), { certificate: { cert: 'a', key: 'b' } });
    assert.deepEqual(pair(undefined, undefined, given), {});
    assert.deepEqual(pair('a', undefined, given), { half: 'certificate' });
    assert.deepEqual(pair(undefined, 'b', given), { half: 'key' });
    const checked = checksOf(false);
    assert.deepEqual(checked.pair(jane.cert, jane.key, given), { certificate: jane });
    assert.deepEqual(checked.pair(undefined, undefined, given), {});
    assert.throws(() => checked.token('two words', { name: 'token' }), refusal('TOKEN_INVALID', /white space/));
  });

  it('never puts a key or token into a message', () => {
    const secret = jane.key.split('\n')[1] ?? '';
    const token = fakeJwt({ sub: 'x' });
    for (const attempt of [
      () => checkedPair(jane.cert, `${jane.key.slice(0, -40)}`, given),
      () => checkedToken(`${token}\n`, { name: 'token' }),
      () => checkedToken(base64(token), { name: 'token' }),
    ]) {
      assert.throws(attempt, (error: KubelabError) => {
        const text = `${error.message} ${error.hint}`;
        return (
          !text.includes(secret) && !text.includes(token.slice(0, 30)) && !text.includes(base64(token).slice(0, 30))
        );
      });
    }
  });

  it('takes a token and refuses what cannot stand in a header', () => {
    const token = fakeJwt({ sub: 'x' });
    assert.equal(checkedToken(token, { name: 'token' }), token);
    assert.equal(checkedToken('junk', { name: 'token' }), 'junk');
    const wrong: [string, RegExp][] = [
      [`${token}\n`, /ends in white space/],
      [`${token.slice(0, 9)}\n${token.slice(9)}`, /holds white space/],
      [` ${token}`, /holds white space/],
      [`Bearer ${token}`, /begins with "Bearer "/],
      [base64(token), /still base64/],
      ['', /empty/],
      [' \n', /empty/],
      [undefined as unknown as string, /empty/],
      ['\u00e9\u0000\u0001', /cannot carry/],
    ];
    for (const [value, text] of wrong)
      assert.throws(() => checkedToken(value, { name: 'token' }), refusal('TOKEN_INVALID', text));
    const hintOf = (hint: RegExp): object => ({ code: 'TOKEN_INVALID', hint });
    assert.throws(() => checkedToken('tok\n', { name: 'token' }), hintOf(/^Cut it off/));
    assert.throws(() => checkedToken('to\nk', { name: 'token' }), hintOf(/^Copy the token again, in one piece/));
  });

  it('takes the URL of a server and says how to write one', () => {
    const given = { name: 'server' };
    assert.equal(checkedServer('https://example.com:6443/', given), 'https://example.com:6443');
    assert.equal(checkedServer('https://example.com/k8s/clusters/c1/', given), 'https://example.com/k8s/clusters/c1');
    for (const bare of ['localhost:6443', 'h', '[::1]:6443'])
      assert.throws(() => checkedServer(bare, given), { code: 'ARGUMENT_INVALID', hint: `Write https://${bare}.` });
    for (const other of ['ftp://x', 'two words', 'https://', '/path'])
      assert.throws(() => checkedServer(other, given), {
        code: 'ARGUMENT_INVALID',
        message: `server is not the URL of a server: ${JSON.stringify(other)}.`,
        hint: 'Write it as https://HOST:PORT.',
      });
    for (const who of ['me:secret', 'me', ':secret'])
      assert.throws(() => checkedServer(`https://${who}@x`, given), refusal('AUTH_METHOD_REMOVED', /1\.19/));
  });
});
