import assert from 'node:assert/strict';
import { codeOfRequest, quote, shortRequest } from '../../../src/cli/repl/short-request.js';

const dollar = '$';
const below = `/api/v1/namespaces/${dollar}{ns}`;

const code = (text: string): string => {
  const request = shortRequest(text);
  assert.ok(request, text);
  return codeOfRequest(request);
};

describe('a request alone', () => {
  it('becomes the code that sends it', () => {
    assert.equal(code('GET /api/v1/pods?limit=1'), "await client.get('/api/v1/pods?limit=1')");
    assert.equal(code('GET pods/web'), `await client.get(\`${below}/pods/web\`)`);
    assert.equal(code('POST /x { a: 1,\n b: 2 } '), "await client.post('/x', { a: 1,\n b: 2 })");
    assert.equal(code('PATCH /x [1]'), "await client.patch('/x', [1])");
    assert.equal(
      code('DELETE /x { kind: 1 }'),
      "await client.request({ method: 'DELETE', path: '/x', body: { kind: 1 } })",
    );
    assert.equal(code('HEAD /x'), "await client.request({ method: 'HEAD', path: '/x' })");
  });

  it('is no code in disguise', () => {
    assert.equal(code("GET /a'b\\"), "await client.get('/a\\'b\\\\')");
    assert.equal(code(`GET a\`${dollar}{1}`), `await client.get(\`${below}/a\\\`\\${dollar}{1}\`)`);
    assert.throws(() => code('GET https://example.com/'), /a method and a path/);
  });

  it('may have its method in small letters', () => {
    assert.equal(code('get pods'), `await client.get(\`${below}/pods\`)`);
    assert.equal(code('Get /api'), "await client.get('/api')");
    assert.equal(code('delete pods/web'), `await client.delete(\`${below}/pods/web\`)`);
    assert.equal(code('DELETE pods'), `await client.delete(\`${below}/pods\`)`);
  });

  it('has no options, and says where the namespace comes from', () => {
    assert.throws(() => code('get pods -n kube-system'), /no options such as -n$/);
  });

  it('is told from other code', () => {
    const others = ['get = 1', 'get in body', 'put + 1', 'delete body.items', 'post => post', 'get.pods'];
    for (const text of ['GET', 'GETS /x', 'const GET = 1', "show('GET /x')", ...others]) {
      assert.equal(shortRequest(text), undefined, text);
    }
    assert.equal(quote('a"b\n'), "'a\"b\\n'");
  });
});
