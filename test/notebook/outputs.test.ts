import assert from 'node:assert/strict';
import { collectOutputs, type Displays } from '../../src/notebook/outputs.js';

const stream = (name: string, text: string): [string, Record<string, unknown>] => ['stream', { name, text }];
const shown = (html: string, id?: string): Record<string, unknown> => ({
  data: { 'text/html': html },
  metadata: {},
  transient: { display_id: id },
});

describe('collectOutputs', () => {
  it('joins adjoining text of a stream, and tells of each piece', () => {
    const collector = collectOutputs();
    collector.add(...stream('stdout', 'a'));
    assert.deepEqual(collector.add(...stream('stdout', 'b')), {
      type: 'output',
      output: { output_type: 'stream', name: 'stdout', text: 'b' },
    });
    collector.add(...stream('stderr', 'c'));
    collector.add(...stream('stdout', 'd'));
    assert.deepEqual(
      collector.outputs.map((output) => output.output_type === 'stream' && [output.name, output.text]),
      [
        ['stdout', 'ab'],
        ['stderr', 'c'],
        ['stdout', 'd'],
      ],
    );
  });

  it('changes a display of an earlier cell', () => {
    const displays: Displays = new Map();
    const first = collectOutputs(displays);
    first.add('display_data', shown('old', 'id'));
    const event = collectOutputs(displays).add('update_display_data', shown('new', 'id'));
    assert.deepEqual(first.outputs, [{ output_type: 'display_data', data: { 'text/html': 'new' }, metadata: {} }]);
    assert.equal(event?.type, 'update');
  });

  it('changes every display of that id, in whatever cell, and no other', () => {
    const displays: Displays = new Map();
    const cells = [collectOutputs(displays), collectOutputs(displays)];
    cells[0]?.add('display_data', shown('first', 'id'));
    cells[0]?.add('display_data', shown('other', 'another id'));
    cells[1]?.add('display_data', shown('second', 'id'));
    cells[1]?.add('update_display_data', shown('new', 'id'));
    assert.deepEqual(
      cells.map(({ outputs }) => outputs.map((output) => output.output_type === 'display_data' && output.data)),
      [[{ 'text/html': 'new' }, { 'text/html': 'other' }], [{ 'text/html': 'new' }]],
    );
  });

  it('S14: limits what updates make of displays together, and lets one that replaces as much go on for ever', () => {
    const collector = collectOutputs(new Map(), 1000);
    for (const id of ['a', 'b']) collector.add('display_data', shown('', id));
    for (let i = 0; i < 100; i++) collector.add('update_display_data', shown(`${i}`.padEnd(600, '.'), 'a'));
    assert.equal(collector.add('update_display_data', shown('x'.repeat(600), 'b')), undefined);
    assert.match(JSON.stringify(collector.outputs), /99\.\./);
    assert.ok(JSON.stringify(collector.outputs).length < 1000);
  });

  it('passes over an update of what was never shown, and messages it does not know', () => {
    const collector = collectOutputs();
    assert.equal(collector.add('update_display_data', shown('x', 'none')), undefined);
    assert.equal(collector.add('comm_open', {}), undefined);
    assert.deepEqual(collector.outputs, []);
  });

  it('keeps errors and results', () => {
    const collector = collectOutputs();
    collector.add('execute_result', { data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 });
    collector.add('error', { ename: 'Error', evalue: 'x', traceback: ['a'] });
    assert.deepEqual(collector.outputs, [
      { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 },
      { output_type: 'error', ename: 'Error', evalue: 'x', traceback: ['a'] },
    ]);
  });

  it('clears at once, or before the next output', () => {
    const collector = collectOutputs();
    collector.add(...stream('stdout', 'a'));
    assert.deepEqual(collector.add('clear_output', { wait: false }), { type: 'clear' });
    assert.equal(collector.outputs.length, 0);
    collector.add(...stream('stdout', 'b'));
    collector.add('clear_output', { wait: true });
    assert.equal(collector.outputs.length, 1);
    collector.add(...stream('stdout', 'c'));
    assert.deepEqual(collector.outputs, [{ output_type: 'stream', name: 'stdout', text: 'c' }]);
  });

  it('cuts what goes beyond the limit, and says so once', () => {
    const collector = collectOutputs(new Map(), 10);
    collector.add(...stream('stdout', '12345678'));
    collector.add(...stream('stdout', '9abc'));
    assert.equal(collector.add(...stream('stdout', 'more')), undefined);
    const [kept, notice, ...rest] = collector.outputs;
    assert.deepEqual(kept, { output_type: 'stream', name: 'stdout', text: '123456789a' });
    assert.match(notice?.output_type === 'stream' ? notice.text : '', /left out/);
    assert.deepEqual(rest, []);
  });
});
