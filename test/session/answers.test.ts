import assert from 'node:assert/strict';
import type { Output } from '../../src/notebook/document.js';
import { answersIn, changedAnswer } from '../../src/session/answers.js';

describe('answersIn', () => {
  it('finds the statuses with their words, and no other numbers', () => {
    const outputs: Output[] = [
      {
        output_type: 'stream',
        name: 'stdout',
        text: 'took: 200 ms; 404 Beans; GET /x -> 403 Forbidden\nlater:  401\n',
      },
      {
        output_type: 'execute_result',
        data: { 'text/plain': 'POST /y -> 201 Created\nagain 201 Created' },
        metadata: {},
      },
      { output_type: 'error', ename: 'Error', evalue: 'answered with 422 Unprocessable Entity', traceback: [] },
    ];
    assert.deepEqual(answersIn(outputs), [
      '403 Forbidden',
      '401 Unauthorized',
      '201 Created',
      '422 Unprocessable Entity',
    ]);
  });
});

describe('answers in a row', () => {
  it('are one where they are equal, and each where another stands between them', () => {
    const text = ['GET /x -> 403 Forbidden', 'GET /x -> 403 Forbidden', 'GET /x -> 200 OK', 'GET /x -> 403 Forbidden'];
    const outputs: Output[] = text.map((line) => ({ output_type: 'stream', name: 'stdout', text: `${line}\n` }));
    assert.deepEqual(answersIn(outputs), ['403 Forbidden', '200 OK', '403 Forbidden']);
  });
});

describe('changedAnswer', () => {
  it('tells the first that is other, and one that is missing', () => {
    assert.match(changedAnswer(['201 Created'], ['409 Conflict']) ?? '', /201 Created before, and with 409 Conflict/);
    assert.match(changedAnswer(['200 OK', '201 Created'], ['200 OK']) ?? '', /201 Created before, and not so/);
    assert.equal(changedAnswer(['200 OK'], ['200 OK', '404 Not Found']), undefined);
  });
});
