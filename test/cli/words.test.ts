import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { commandHere } from '../../src/cli/words.js';

describe('T8: the command that works here', () => {
  const cases: [string, string, Parameters<typeof commandHere>[1]][] = [
    ['start', 'npm start', { env: { npm_lifecycle_event: 'start' }, argv: ['node', resolve('dist/bin.js')] }],
    ['start 03', 'npm start -- 03', { env: { npm_lifecycle_event: 'start' }, argv: ['node', 'x/bin.js'] }],
    ['lessons reset 03', 'npx kubelab lessons reset 03', { env: { npm_lifecycle_event: 'start' }, argv: [] }],
    ['start', 'npx kubelab start', { env: { npm_command: 'exec' }, argv: ['node', 'node_modules/.bin/kubelab'] }],
    ['start', 'kubelab start', { env: {}, argv: ['node', '/usr/local/bin/kubelab'] }],
    ['start', 'node dist/bin.js start', { env: {}, argv: ['node', resolve('dist/bin.js')] }],
    ['start', "node '/a b/dist/bin.js' start", { env: {}, argv: ['node', '/a b/dist/bin.js'] }],
  ];
  for (const [args, words, started] of cases) {
    it(`${words}`, () => assert.equal(commandHere(args, started), words));
  }
});
