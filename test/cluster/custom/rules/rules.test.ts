/** Rules of a schema: what they say of objects, what is said of them, and that none of them can stop a server. */
import assert from 'node:assert/strict';
import { loadExpressions } from '../../../../src/cluster/cel/load-expressions.js';
import type { RuleText, Schema } from '../../../../src/cluster/custom/definition-spec.js';
import { type RuleLibrary, ruleLibrary } from '../../../../src/cluster/custom/rules/rules.js';

const text: Schema = { type: 'string' };
const int: Schema = { type: 'integer' };
const withRules = (properties: Record<string, Schema>, ...rules: (string | RuleText)[]): Schema => ({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties,
      'x-kubernetes-validations': rules.map((rule) => (typeof rule === 'string' ? { rule } : rule)),
    },
  },
});

describe('rules', () => {
  let library: RuleLibrary;
  before(async () => {
    library = ruleLibrary((await loadExpressions()).compiler);
  });

  /** The faults of an object with that specification. */
  const told = (schema: Schema, spec: unknown, old?: unknown): string[] =>
    library
      .compile(schema)
      .faults({ spec }, old === undefined ? undefined : { spec: old })
      .map(({ field, message }) => `${field}: ${message}`);
  const holds = (rule: string, properties: Record<string, Schema>, spec: unknown): void => {
    // one that does not compile is not run
    const unfit = refused(properties, rule).filter((why) => why.includes('compilation failed'));
    assert.deepEqual([rule, unfit, told(withRules(properties, rule), spec)], [rule, [], []]);
  };
  const fails = (rule: string, properties: Record<string, Schema>, spec: unknown): void =>
    assert.deepEqual(told(withRules(properties, rule), spec), [`spec: Invalid value: failed rule: ${rule}`]);
  /** What is said of a rule itself, without the rule. */
  const refused = (properties: Record<string, Schema>, ...rules: (string | RuleText)[]): string[] =>
    library
      .schemaFaults(withRules(properties, ...rules), 's')
      .map(({ message }) => message.replace(/\{"Rule".*?"OptionalOldSelf":null\}: /s, ''));

  describe('of objects', () => {
    it('see integers, texts, lists and maps by their schema', () => {
      const map: Schema = { type: 'object', additionalProperties: int };
      const list: Schema = { type: 'array', maxItems: 9, items: text };
      holds('self.a + 1 == 3', { a: int }, { a: 2 });
      holds("self.l.all(t, t.startsWith('x')) && size(self.l) == 2", { l: list }, { l: ['xa', 'xb'] });
      holds("self.m['k'] == 4 && 'k' in self.m", { m: map }, { m: { k: 4 } });
      const port: Schema = { 'x-kubernetes-int-or-string': true };
      for (const p of [80, 'http']) holds("self.p == 80 || self.p == 'http'", { p: port }, { p });
      fails('self.a > 2', { a: int }, { a: 2 });
      fails('has(self.a)', { a: int }, {});
    });

    it('are run on lists and texts themselves, too, where these have some', () => {
      const rules = (rule: string): Schema => ({ 'x-kubernetes-validations': [{ rule }] });
      const list: Schema = { type: 'array', items: int, ...rules('size(self) > 1') };
      const schema = withRules({ l: list, t: { ...text, ...rules("self != 'x'") } });
      assert.deepEqual(told(schema, { l: [1, 2], t: 'y' }), []);
      assert.deepEqual(told(schema, { l: [1], t: 'x' }), [
        'spec.l: Invalid value: failed rule: size(self) > 1',
        `spec.t: Invalid value: "x": failed rule: self != 'x'`,
      ]);
    });

    it('see kind and name of objects within a list, and of no other items', () => {
      const embedded: Schema = { type: 'object', 'x-kubernetes-embedded-resource': true };
      const pods = [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }];
      const rule = "self.l.all(x, x.kind == 'Pod' && x.metadata.name == 'p')";
      holds(rule, { l: { type: 'array', items: embedded } }, { l: pods });
      const items: Schema = { type: 'object', properties: { a: int } };
      assert.match(refused({ l: { type: 'array', items } }, rule)[0] ?? '', /undefined field 'kind'/);
    });

    it('name fields that CEL could not by spelling them out', () => {
      const properties = { namespace: text, 'my-field': text };
      const rule = "self.__namespace__ == 'a' && self.my__dash__field == 'b'";
      holds(rule, properties, { namespace: 'a', 'my-field': 'b' });
    });

    it('read times and durations as such', () => {
      const properties = { at: { ...text, format: 'date-time' }, for: { ...text, format: 'duration' } };
      const spec = { at: '2026-01-02T03:04:05Z', for: '90m' };
      holds("self.at > timestamp('2026-01-01T00:00:00Z') && self.__for__ == duration('5400s')", properties, spec);
    });

    it('have the functions of Kubernetes for lists, sets, quantities, URLs and addresses', () => {
      const l: Schema = { type: 'array', maxItems: 9, items: int };
      holds(
        'self.l.isSorted() && self.l.sum() == 6 && self.l.max() == 3 && self.l.indexOf(2) == 1',
        { l },
        { l: [1, 2, 3] },
      );
      holds('sets.contains(self.l, [1]) && !sets.intersects(self.l, [9])', { l }, { l: [1, 2] });
      holds("quantity(self.a).isGreaterThan(quantity('1Gi')) && isQuantity(self.a)", { a: text }, { a: '2Gi' });
      holds("url(self.a).getHost() == 'example.com:80' && isURL(self.a)", { a: text }, { a: 'ftp://example.com:80/x' });
      holds("cidr('10.0.0.0/8').containsIP(self.a) && ip(self.a).family() == 4", { a: text }, { a: '10.1.2.3' });
      holds("self.a.matches('^[a-z]+$') && self.a.upperAscii() == 'ABC'", { a: text }, { a: 'abc' });
      fails("cidr('10.0.0.0/8').containsIP(self.a)", { a: text }, { a: '11.1.2.3' });
    });

    it('look back by oldSelf only where there is something before', () => {
      const schema = withRules({ a: int }, 'self.a >= oldSelf.a');
      assert.deepEqual(told(schema, { a: 1 }), []);
      assert.deepEqual(told(schema, { a: 2 }, { a: 1 }), []);
      assert.equal(told(schema, { a: 0 }, { a: 1 }).length, 1);
      const optional = withRules({ a: int }, { rule: 'oldSelf.hasValue() || self.a == 1', optionalOldSelf: true });
      assert.equal(told(optional, { a: 2 }).length, 1);
      assert.deepEqual(told(optional, { a: 2 }, { a: 1 }), []);
      const grows = { rule: 'self.a > oldSelf.?a.orValue(5)', optionalOldSelf: true };
      assert.equal(told(withRules({ a: int }, grows), { a: 5 }).length, 1);
      assert.deepEqual(told(withRules({ a: int }, grows), { a: 2 }, { a: 1 }), []);
    });

    it('read fields that are not there, by the types of the schema', () => {
      const properties = { a: int, o: { type: 'object', properties: { b: int } } satisfies Schema };
      holds('self.?o.?b.orValue(1) == 1 && self.?a.hasValue()', properties, { a: 1 });
      holds('self.?o.b.optMap(b, b > 1).orValue(false)', properties, { o: { b: 2 } });
      const fault = (rule: string): string => refused(properties, rule)[0]?.split('\n')[0] ?? '';
      assert.match(fault('self.?o.?c.hasValue()'), /:1:8: undefined field 'c'$/);
      assert.match(fault("self.?o.b.orValue('x') == 'x'"), /'orValue' applied to 'optional_type\(int\)\.\(string\)'$/);
      assert.equal(fault('self.?a'), 'Invalid value: cel expression must evaluate to a bool');
    });

    it('follow items of a list by their keys', () => {
      const size: Schema = { ...int, 'x-kubernetes-validations': [{ rule: 'self >= oldSelf' }] };
      const items: Schema = { type: 'object', properties: { name: text, size } };
      const keyed = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
      const schema = withRules({ l: { type: 'array', items, ...keyed } });
      const [a, b] = ['a', 'b'].map((name) => (size: number) => ({ name, size }));
      assert.ok(a && b);
      assert.deepEqual(told(schema, { l: [b(4), a(2)] }, { l: [a(1), b(5)] }), [
        'spec.l[0].size: Invalid value: 4: failed rule: self >= oldSelf',
      ]);
    });

    it('leave alone what was wrong already and has not changed', () => {
      const schema = withRules({ a: int, b: int }, 'self.a < 5');
      assert.deepEqual(told(schema, { a: 9 }, { a: 9 }), []);
      assert.equal(told(schema, { a: 9, b: 1 }, { a: 9 }).length, 1);
    });

    it('say what their message, expression, reason and path say', () => {
      const rule = { rule: 'self.a < 5', message: 'too large', reason: 'FieldValueForbidden', fieldPath: '.a' };
      assert.deepEqual(told(withRules({ a: int }, rule), { a: 9 }), ['spec.a: Forbidden: too large']);
      const expression = { rule: 'self.a < 5', message: 'no', messageExpression: "'it is ' + string(self.a)" };
      assert.deepEqual(told(withRules({ a: int }, expression), { a: 9 }), ['spec: Invalid value: it is 9']);
      const failing = { rule: 'self.a < 5', message: 'no', messageExpression: 'string(1 / (self.a - 9))' };
      assert.deepEqual(told(withRules({ a: int }, failing), { a: 9 }), ['spec: Invalid value: no']);
    });

    it('are told as what is missing, or there twice', () => {
      const why = (reason: string) =>
        told(withRules({ a: int }, { rule: 'self.a < 5', message: 'no', reason }), { a: 9 });
      assert.deepEqual(why('FieldValueRequired'), ['spec: Required value: no']);
      assert.match(why('FieldValueDuplicate')[0] ?? '', /^spec: Duplicate value/);
      assert.deepEqual(why('FieldValueInvalid'), ['spec: Invalid value: no']);
    });

    it('fail with the words of Kubernetes where a key is missing', () => {
      const [fault] = told(withRules({ a: int }, 'self.a > 1'), {});
      assert.equal(fault, 'spec: Invalid value: "object": no such key: a evaluating rule: self.a > 1');
    });
  });

  describe('of definitions', () => {
    it('are refused for names and types that do not fit', () => {
      const mark = (line: string, column: number, why: string): string[] => [
        `Invalid value: compilation failed: ERROR: <input>:1:${column}: ${why}\n | ${line}\n | ${'.'.repeat(column - 1)}^`,
      ];
      assert.deepEqual(refused({ a: int }, 'self.b > 1'), mark('self.b > 1', 5, "undefined field 'b'"));
      const undeclared = "undeclared reference to 'other' (in container '')";
      assert.deepEqual(refused({ a: int }, 'other == 1'), mark('other == 1', 1, undeclared));
      const overload = "found no matching overload for '_+_' applied to '(int, string)'";
      assert.deepEqual(refused({ a: int }, "self.a + 'x' == 'y'"), mark("self.a + 'x' == 'y'", 8, overload));
      assert.deepEqual(refused({ a: int }, 'self.a'), ['Invalid value: cel expression must evaluate to a bool']);
      assert.match(
        refused({ a: int }, 'self.a >')[0] ?? '',
        /compilation failed: ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>'/,
      );
      assert.match(refused({ a: int }, '__tick(true, 1)')[0] ?? '', /undeclared reference to '__tick'/);
    });

    it('are refused for a message that is none, and for an optional old value that they do not use', () => {
      const rule = 'self.a > 1';
      const told = (more: object): string[] =>
        library.schemaFaults(withRules({ a: int }, { rule, ...more }), 's').map(({ field, message }) => {
          const [, part = ''] = /x-kubernetes-validations\[0\]\.?(.*)$/.exec(field) ?? [];
          return `${part}: ${message.replace(/\{"Rule".*?"OptionalOldSelf":(?:null|true|false)\}: /s, '').split('\n')[0]}`;
        });
      assert.deepEqual(told({ messageExpression: "'it is ' + string(self.a)" }), []);
      assert.match(told({ messageExpression: 'self.b' }).join(), /^messageExpression: .*undefined field 'b'$/);
      assert.match(told({ messageExpression: 'self.a' }).join(), /^messageExpression: .*must evaluate to a string$/);
      assert.match(told({ optionalOldSelf: true }).join(), /^optionalOldSelf: .*may not be set if oldSelf is not used/);
      assert.deepEqual(told({ rule: 'self.a > oldSelf.?a.orValue(0)', optionalOldSelf: true }), []);
    });

    it('are refused for fields that the value before cannot have', () => {
      assert.match(refused({ a: int }, 'self.a > oldSelf.b')[0] ?? '', /undefined field 'b'/);
      assert.deepEqual(refused({ a: int }, 'self.a > oldSelf.a'), []);
    });

    it('see the name of an object, whatever its schema says of metadata', () => {
      for (const properties of [undefined, { metadata: { type: 'object' } }] as (Schema['properties'] | undefined)[]) {
        const rule = "self.metadata.name.startsWith('a') && self.kind != ''";
        const schema: Schema = {
          type: 'object',
          ...(properties && { properties }),
          'x-kubernetes-validations': [{ rule }],
        };
        assert.deepEqual(library.schemaFaults(schema, 's'), []);
        const faultsOf = (name: string) => library.compile(schema).faults({ kind: 'X', metadata: { name } }, undefined);
        assert.deepEqual([faultsOf('abc').length, faultsOf('xyz').length], [0, 1]);
      }
    });

    it('are looked at in items and values of maps, and named by their place', () => {
      const wrong: Schema = { ...int, 'x-kubernetes-validations': [{ rule: 'self' }] };
      const parts: Schema = {
        type: 'object',
        properties: { l: { type: 'array', items: wrong }, m: { type: 'object', additionalProperties: wrong } },
      };
      assert.deepEqual(
        library.schemaFaults(parts, 's').map(({ field }) => field),
        ['s.properties[l].items', 's.properties[m].additionalProperties'].map(
          (place) => `${place}.x-kubernetes-validations[0].rule`,
        ),
      );
    });

    it('may not look back where items cannot be told apart', () => {
      const items: Schema = { ...int, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
      const [fault] = refused({ l: { type: 'array', items } });
      assert.match(fault ?? '', /within s\.properties\[spec\]\.properties\[l\]$/);
    });
  });

  describe('cannot stop the server', () => {
    const list = (more: Schema = {}): Schema => ({ type: 'array', items: int, ...more });

    it('when they cost too much for the largest object that their schema allows', () => {
      const rule = 'self.l.all(x, self.l.all(y, x == y))';
      const [fault] = refused({ l: list() }, rule);
      assert.match(fault ?? '', /^Forbidden: estimated rule cost exceeds budget by factor of more than 100x/);
      assert.deepEqual(refused({ l: list({ maxItems: 100 }) }, rule), []);
      // of large items a request holds few
      const named = (minLength: number): Schema => ({
        type: 'object',
        required: ['name'],
        properties: { name: { ...text, minLength } },
      });
      const pairs = 'self.l.all(x, self.l.all(y, has(x.name) == has(y.name)))';
      assert.deepEqual(refused({ l: list({ items: named(20_000) }) }, pairs), []);
      assert.match(refused({ l: list({ items: named(2) }) }, pairs)[0] ?? '', /^Forbidden: estimated rule cost/);
      const literal = `[${'1,'.repeat(30)}1]`;
      const nested = [1, 2, 3, 4, 5, 6].reduce((inner, i) => `${literal}.all(x${i}, ${inner})`, 'true');
      assert.match(refused({ a: int }, nested)[0] ?? '', /^Forbidden: estimated rule cost exceeds budget/);
    });

    it('and are counted while they run', () => {
      const rule = 'self.l.all(x, self.l.all(y, self.l.all(z, true)))';
      const spec = { l: Array.from({ length: 300 }, (_, i) => i) };
      const [fault] = told(withRules({ l: list() }, rule), spec);
      assert.match(fault ?? '', /actual cost limit exceeded.*no further validation rules will be run/);
    });

    it('by expressions that are deep or long', () => {
      assert.equal(refused({ a: int }, `${'('.repeat(5000)}true${')'.repeat(5000)}`).length, 1);
      assert.match(refused({ a: int }, `self.a == 1 || ${'x'.repeat(100_001)}`)[0] ?? '', /exceeds limit/);
    });

    it('by regular expressions that take other engines for ever', async () => {
      const { patterns } = await loadExpressions();
      assert.equal(patterns.matches('^(a+)+$', `${'a'.repeat(50_000)}b`), false);
      assert.equal(patterns.matches('^(.*)*x(.*)*$', 'y'.repeat(5000)), false);
      assert.notEqual(patterns.fault('(?=a)b'), undefined);
      assert.notEqual(patterns.fault('((a{100}){100}){100}'), undefined);
      assert.equal(patterns.fault('^[a-z]([-a-z0-9]*[a-z0-9])?$'), undefined);
    });
  });
});
