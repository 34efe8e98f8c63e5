import assert from 'node:assert/strict';
import {
  configKeyFaults,
  dns1035LabelFaults,
  dnsLabelFaults,
  dnsSubdomainFaults,
  labelValueFaults,
  longNameFaults,
  pathSegmentFaults,
  qualifiedNameFaults,
} from '../../src/kube/names.js';

/** The first words of each fault, which tell it from others. */
const begins = (faults: readonly string[]): string[] => faults.map((fault) => fault.split(' must consist')[0] ?? '');

describe('a DNS label', () => {
  it('has lower case letters, digits and lines, no line at an end, and 63 characters at most', () => {
    for (const name of ['a', '0', 'a-b', 'a--b', 'x'.repeat(63)]) assert.deepEqual(dnsLabelFaults(name), [], name);
    for (const name of ['', '-a', 'a-', 'A', 'a_b', 'é', 'a\n', 'a..b'])
      assert.deepEqual(begins(dnsLabelFaults(name)), ['a lowercase RFC 1123 label'], name);
    assert.deepEqual(dnsLabelFaults('x'.repeat(64)), ['must be no more than 63 characters']);
    assert.deepEqual(begins(dnsLabelFaults('X'.repeat(64))), [
      'must be no more than 63 characters',
      'a lowercase RFC 1123 label',
    ]);
  });

  it('has no dots, which are told of alone where they are all that is wrong', () => {
    assert.deepEqual(dnsLabelFaults('a.b'), ['must not contain dots']);
    assert.deepEqual(begins(dnsLabelFaults('a.B')), ['a lowercase RFC 1123 label']);
  });

  it('of RFC 1035 begins with a letter', () => {
    for (const name of ['a', 'a0', 'a-b', 'x'.repeat(63)]) assert.deepEqual(dns1035LabelFaults(name), [], name);
    for (const name of ['', '0a', '-a', 'a-', 'A', 'a.b'])
      assert.deepEqual(begins(dns1035LabelFaults(name)), ['a DNS-1035 label'], name);
    assert.deepEqual(dns1035LabelFaults('x'.repeat(64)), ['must be no more than 63 characters']);
    assert.deepEqual(begins(dns1035LabelFaults('0'.repeat(64))), [
      'must be no more than 63 characters',
      'a DNS-1035 label',
    ]);
  });
});

describe('a DNS subdomain', () => {
  const wrong = 'a lowercase RFC 1123 subdomain';
  it('is labels with dots between, of any length each, and 253 bytes at most', () => {
    for (const name of ['a', 'a.b', 'a-b.0', 'x'.repeat(253)]) assert.deepEqual(dnsSubdomainFaults(name), [], name);
    for (const name of ['', '.a', 'a.', 'a..b', 'a.-b', 'A', 'a_b', 'a/b'])
      assert.deepEqual(begins(dnsSubdomainFaults(name)), [wrong], name);
    assert.deepEqual(dnsSubdomainFaults('x'.repeat(254)), ['must be no more than 253 characters']);
    assert.deepEqual(begins(dnsSubdomainFaults('é'.repeat(127))), ['must be no more than 253 characters', wrong]);
  });

  it('of a field whose form is declared is too long by its bytes', () => {
    assert.deepEqual(longNameFaults('x'.repeat(253)), []);
    assert.deepEqual(longNameFaults('x'.repeat(254)), ['must be no more than 253 bytes']);
    assert.deepEqual(begins(longNameFaults('A')), [wrong]);
  });
});

describe('a segment of a path', () => {
  it('leads nowhere else', () => {
    for (const name of ['a', 'A b', '...', 'system:node', '']) assert.deepEqual(pathSegmentFaults(name), [], name);
    assert.deepEqual(pathSegmentFaults('.'), ["may not be '.'"]);
    assert.deepEqual(pathSegmentFaults('..'), ["may not be '..'"]);
    assert.deepEqual(pathSegmentFaults('a/b'), ["may not contain '/'"]);
    assert.deepEqual(pathSegmentFaults('%/'), ["may not contain '/'", "may not contain '%'"]);
  });
});

describe('a qualified name', () => {
  const wrong = 'name part';
  it('has letters, digits, dots and lines, and a subdomain before a slash if any', () => {
    for (const name of ['a', 'A.b_c-1', '0', 'example.com/A', 'x'.repeat(63)])
      assert.deepEqual(qualifiedNameFaults(name), [], name);
    for (const name of ['-a', 'a-', 'a b', 'é', '.'])
      assert.deepEqual(begins(qualifiedNameFaults(name)), [wrong], name);
  });

  it('has each fault of its parts', () => {
    assert.deepEqual(begins(qualifiedNameFaults('')), ['name part must be non-empty', wrong]);
    assert.deepEqual(begins(qualifiedNameFaults('a/')), ['name part must be non-empty', wrong]);
    assert.deepEqual(qualifiedNameFaults('/a'), ['prefix part must be non-empty']);
    assert.deepEqual(begins(qualifiedNameFaults('A/b')), ['prefix part a lowercase RFC 1123 subdomain']);
    assert.deepEqual(qualifiedNameFaults(`a/${'x'.repeat(64)}`), ['name part must be no more than 63 bytes']);
    assert.deepEqual(begins(qualifiedNameFaults('é'.repeat(32))), ['name part must be no more than 63 bytes', wrong]);
    assert.deepEqual(begins(qualifiedNameFaults('a/b/c')), ['a valid label key']);
  });
});

describe('the value of a label', () => {
  it('is empty or as a name, of 63 bytes at most', () => {
    for (const value of ['', 'a', 'A.b_c-1', 'x'.repeat(63)]) assert.deepEqual(labelValueFaults(value), [], value);
    for (const value of ['-a', 'a-', 'a b', 'a/b', ' '])
      assert.deepEqual(
        begins(labelValueFaults(value)),
        [
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ],
        value,
      );
    assert.deepEqual(labelValueFaults('x'.repeat(64)), ['must be no more than 63 bytes']);
    assert.equal(labelValueFaults('é'.repeat(32)).length, 2);
  });
});

describe('the key of a ConfigMap or Secret', () => {
  it('has letters, digits, dots, lines and underscores', () => {
    for (const key of ['a', 'tls.crt', '.dot', '-', 'KEY_NAME', 'a'.repeat(253)])
      assert.deepEqual(configKeyFaults(key), [], key);
    for (const key of ['', 'a b', 'a/b', 'é', 'a\n'])
      assert.match(configKeyFaults(key).join(), /^a valid config key must consist of alphanumeric characters/, key);
  });

  it('is not too long, and leads out of no folder', () => {
    assert.deepEqual(configKeyFaults('a'.repeat(254)), ['must be no more than 253 characters']);
    assert.deepEqual(configKeyFaults('.'), ["must not be '.'"]);
    assert.deepEqual(configKeyFaults('..'), ["must not be '..'"]);
    assert.deepEqual(configKeyFaults('..a'), ["must not start with '..'"]);
  });
});
