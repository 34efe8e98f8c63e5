/**
 * What kubectl prints and returns for the kinds beyond the first lessons, beside what it did with a real kube-apiserver 1.36:
 * all recorded commands, one after the other, on a fresh cluster. A command that differs stands in the table with the reason.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { needsRecordings, onFreshCluster, recorded } from '../helpers/recorded-answers.js';

const commands = 118;
const recordings = join(recorded, 'kinds/kubectl');

/** The last line of each command that differs, and the reason. */
const differ: Record<string, string> = {};

describe('the recorded kubectl commands about other kinds', () => {
  const known = Object.keys(differ);
  it(`all but ${known.length} of ${commands} match`, async function () {
    needsRecordings(this, recordings, ['openssl', 'kubectl', 'bash']);
    await onFreshCluster(async (compare) => {
      const output = await compare('kubectl.mjs', ['--folder', recordings, '--verbose']);
      const left = [...output.matchAll(/^DIFF (.*)$/gm)].map(([, command]) => command ?? '');
      // a difference that is no more is taken out of the table
      assert.deepEqual(left.sort(), known.sort(), output);
      assert.equal(
        output.trim().split('\n').at(-1),
        `${commands - known.length} passed, ${known.length} failed`,
        output,
      );
    });
  });
});
