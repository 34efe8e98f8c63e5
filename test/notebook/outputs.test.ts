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
    const first = { type: 'output', output: { output_type: 'stream', name: 'stdout', text: 'a' } };
    const told = collector.add(...stream('stdout', 'a'));
    assert.deepEqual(told, [first]);
    assert.deepEqual(collector.add(...stream('stdout', 'b')), [
      { type: 'output', output: { output_type: 'stream', name: 'stdout', text: 'b' } },
    ]);
    assert.deepEqual(told, [first], 'what was told does not grow');
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
    const update = { ...shown('new', 'id'), metadata: { isolated: true } };
    const events = collectOutputs(displays).add('update_display_data', update);
    assert.deepEqual(first.outputs, [
      { output_type: 'display_data', data: { 'text/html': 'new' }, metadata: { isolated: true } },
    ]);
    assert.deepEqual(events, [{ type: 'update', output: first.outputs[0] }]);
  });

  it('changes every display of that id, in whatever cell, and no other', () => {
    const displays: Displays = new Map();
    const cells = [collectOutputs(displays), collectOutputs(displays)];
    cells[0]?.add('display_data', shown('first', 'id'));
    cells[0]?.add('display_data', shown('other', 'another id'));
    cells[1]?.add('display_data', shown('second', 'id'));
    const events = cells[1]?.add('update_display_data', shown('new', 'id'));
    assert.deepEqual(
      events?.map((event) => event.type === 'update' && event.output),
      cells.map(({ outputs }) => outputs[0]),
    );
    assert.deepEqual(
      cells.map(({ outputs }) => outputs.map((output) => output.output_type === 'display_data' && output.data)),
      [[{ 'text/html': 'new' }, { 'text/html': 'other' }], [{ 'text/html': 'new' }]],
    );
  });

  it('S14: limits what updates make of displays together, and lets one that replaces as much go on for ever', () => {
    const collector = collectOutputs(new Map(), 1000);
    for (const id of ['a', 'b']) collector.add('display_data', shown('', id));
    for (let i = 0; i < 100; i++) collector.add('update_display_data', shown(`${i}`.padEnd(600, '.'), 'a'));
    assert.deepEqual(collector.add('update_display_data', shown('x'.repeat(600), 'b')), []);
    const large = { ...shown('', 'b'), metadata: { note: 'x'.repeat(600) } };
    assert.deepEqual(collector.add('update_display_data', large), []);
    assert.match(JSON.stringify(collector.outputs), /99\.\./);
    assert.ok(JSON.stringify(collector.outputs).length < 1000);
  });

  it('passes over an update of what was never shown, and messages it does not know', () => {
    const displays: Displays = new Map();
    const collector = collectOutputs(displays);
    collector.add('display_data', shown('x'));
    assert.deepEqual(collector.add('update_display_data', shown('y', 'none')), []);
    assert.deepEqual(collector.add('update_display_data', shown('y')), []);
    assert.deepEqual(collector.add('comm_open', {}), []);
    const numbered = { ...shown('z'), transient: { display_id: 5 } };
    collectOutputs(displays).add('display_data', numbered);
    assert.deepEqual(collector.add('update_display_data', numbered), [], 'an id is a text');
    assert.deepEqual(collector.outputs, [{ output_type: 'display_data', data: { 'text/html': 'x' }, metadata: {} }]);
  });

  it('keeps errors and results', () => {
    const collector = collectOutputs();
    collector.add('execute_result', { data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 });
    collector.add('execute_result', { data: null });
    collector.add('execute_result', { data: 'text', metadata: 7 });
    collector.add('error', { ename: 'Error', evalue: 'x', traceback: ['a'] });
    collector.add('error', { ename: 'Error', evalue: 'y', traceback: 'b' });
    assert.deepEqual(collector.outputs, [
      { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 },
      { output_type: 'execute_result', data: {}, metadata: {}, execution_count: null },
      { output_type: 'execute_result', data: {}, metadata: {}, execution_count: null },
      { output_type: 'error', ename: 'Error', evalue: 'x', traceback: ['a'] },
      { output_type: 'error', ename: 'Error', evalue: 'y', traceback: [] },
    ]);
  });

  it('clears at once, or before the next output, and tells of it then', () => {
    const collector = collectOutputs();
    const printed = (text: string) => ({ output_type: 'stream', name: 'stdout', text });
    collector.add(...stream('stdout', 'a'));
    assert.deepEqual(collector.add('clear_output', { wait: false }), [{ type: 'clear' }]);
    assert.equal(collector.outputs.length, 0);
    collector.add(...stream('stdout', 'b'));
    assert.deepEqual(collector.add('clear_output', { wait: true }), []);
    assert.equal(collector.outputs.length, 1);
    const events = collector.add(...stream('stdout', 'c'));
    assert.deepEqual(events, [{ type: 'clear' }, { type: 'output', output: printed('c') }]);
    collector.add(...stream('stdout', 'd'));
    assert.deepEqual(collector.outputs, [printed('cd')]);
  });

  it('cuts what goes beyond the limit, and tells of what it keeps and that it does so, once', () => {
    const collector = collectOutputs(new Map(), 10);
    collector.add(...stream('stdout', '12345678'));
    const told = collector.add(...stream('stdout', '9abc')).map((event) => event.type === 'output' && event.output);
    assert.deepEqual(collector.add(...stream('stdout', 'more')), []);
    const [kept, notice, ...rest] = collector.outputs;
    assert.deepEqual(kept, { output_type: 'stream', name: 'stdout', text: '123456789a' });
    assert.match(notice?.output_type === 'stream' ? notice.text : '', /left out; 10 characters are kept/);
    assert.equal(notice?.output_type === 'stream' && notice.name, 'stderr');
    assert.deepEqual(rest, []);
    assert.deepEqual(told, [{ output_type: 'stream', name: 'stdout', text: '9a' }, notice]);
  });

  it('keeps what just fits', () => {
    const collector = collectOutputs(new Map(), 10);
    collector.add(...stream('stdout', '12345'));
    collector.add(...stream('stdout', '6789a'));
    assert.deepEqual(collector.outputs, [{ output_type: 'stream', name: 'stdout', text: '123456789a' }]);
  });

  it('lets displays change when the rest of the output is left out, but for one that is left out itself', () => {
    const collector = collectOutputs(new Map(), 200);
    collector.add('display_data', shown('10 %', 'kept'));
    collector.add('display_data', shown('x'.repeat(200), 'left out'));
    assert.deepEqual(collector.add('update_display_data', shown('seen', 'left out')), []);
    assert.equal(collector.add('update_display_data', shown('90 %', 'kept')).length, 1);
    const [kept, notice, ...rest] = collector.outputs;
    assert.deepEqual(kept?.output_type === 'display_data' && kept.data, { 'text/html': '90 %' });
    assert.match(notice?.output_type === 'stream' ? notice.text : '', /left out/);
    assert.deepEqual(rest, []);
  });

  it('gives a display no more room when text has filled it all', () => {
    const collector = collectOutputs(new Map(), 300);
    collector.add('display_data', shown('10 %', 'bar'));
    collector.add(...stream('stdout', 'x'.repeat(400)));
    assert.deepEqual(collector.add('update_display_data', shown('x'.repeat(50), 'bar')), []);
    assert.equal(collector.add('update_display_data', shown('90 %', 'bar')).length, 1);
  });

  it('says why a cell failed that had printed too much, with the first error that is no larger than the limit', () => {
    const error = (evalue: string) => ({ ename: 'Error', evalue, traceback: ['at a cell'] });
    const collector = collectOutputs(new Map(), 100);
    collector.add(...stream('stdout', 'x'.repeat(101)));
    assert.deepEqual(collector.add('error', error('y'.repeat(100))), []);
    assert.equal(collector.add('error', error('no')).length, 1);
    assert.deepEqual(collector.add('error', error('another')), []);
    assert.deepEqual(collector.outputs.slice(2), [{ output_type: 'error', ...error('no') }]);
  });
});
