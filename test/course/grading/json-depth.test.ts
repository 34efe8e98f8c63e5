import assert from 'node:assert/strict';
import { jsonDepth } from '../../../src/course/grading/json-depth.js';

describe('course/grading/json-depth', () => {
  const rows: [string, number][] = [
    ['1', 0],
    ['[]', 1],
    ['[[],{"a":[[]]},[]]', 4],
    ['["[[[", "{", []]', 2],
    [String.raw`["\"[[", "\\", [[]]]`, 3],
    ['["ü[", []]', 2],
    ['[[[[', 4],
  ];
  for (const [text, depth] of rows)
    it(`is ${depth} of ${text}`, () => assert.equal(jsonDepth(Buffer.from(text)), depth));
});
