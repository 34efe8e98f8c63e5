import assert from 'node:assert/strict';
import { domainPathErrors } from '../../src/kube/domain-path.js';

describe('a domain and a path', () => {
  for (const value of ['example.com/queue', 'a/b', 'acme.io/a/b%20c', "a/-._~!$&'()*+,;=:/"]) {
    it(`is ${value}`, () => assert.deepEqual(domainPathErrors('f', value), []));
  }

  const prefixed = 'must be a domain-prefixed path (such as "acme.io/foo")';
  const domain = /^Invalid value: "[^"]*": a lowercase RFC 1123 subdomain must consist of/;
  const path = /^Invalid value: "[^"]*": Invalid path \(regex used for validation is '\[A-Za-z0-9/;
  const faults: [value: string, ...messages: (string | RegExp)[]][] = [
    ['', `Invalid value: "": ${prefixed}`],
    ['acme.io', `Invalid value: "acme.io": ${prefixed}`],
    ['/foo', `Invalid value: "/foo": ${prefixed}`],
    ['acme.io/', `Invalid value: "acme.io/": ${prefixed}`],
    ['Acme.io/foo', domain],
    ['acme.io/f oo', path],
    ['acme.io/foo\n', path],
    ['acme_io/f oo', domain, path],
  ];
  for (const [value, ...messages] of faults) {
    it(`is not ${JSON.stringify(value)}`, () => {
      const errors = domainPathErrors('f', value);
      assert.equal(errors.length, messages.length);
      for (const [i, message] of messages.entries()) {
        assert.deepEqual([errors[i]?.field, errors[i]?.reason], ['f', 'FieldValueInvalid']);
        if (typeof message === 'string') assert.equal(errors[i]?.message, message);
        else assert.match(errors[i]?.message ?? '', message);
      }
    });
  }
});
