/** What throws an ApiError. */
import assert from 'node:assert/strict';
import type { ApiError } from '../../src/kube/status.js';

/** Asserts that `run` throws one with this message and code. */
export const refuses = (run: () => unknown, message: string | RegExp, code = 400): void =>
  assert.throws(run, (error: ApiError) => {
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    assert.equal(error.code, code);
    return true;
  });
