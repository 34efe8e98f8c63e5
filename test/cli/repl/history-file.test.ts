import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promptHistory } from '../../../src/cli/repl/history-file.js';

describe('the history of the prompt', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-history-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps lines for their owner alone, and none with a token, a key or a password', () => {
    const file = join(folder, 'below', 'history');
    const history = promptHistory(file);
    assert.deepEqual(history.lines, []);
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyb2JvdCJ9.c2ln';
    for (const line of [
      ...['GET pods', '', '.with sesame', '.with /run/token', `client.with({ token: x })`, `const t = '${jwt}'`],
      ...[
        `me.with({ token: 'sesame' })`,
        'password = "sesame"',
        `{ token: '/run/token' }`,
        'Authorization: Bearer se.sa.me',
      ],
    ]) {
      history.keep(line);
    }
    const kept = ['GET pods', '.with /run/token', 'client.with({ token: x })', `{ token: '/run/token' }`];
    assert.deepEqual(promptHistory(file).lines, kept);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is cut when it has grown, and empty where it cannot be read or written', () => {
    const file = join(folder, 'history');
    writeFileSync(file, Array.from({ length: 2500 }, (_, index) => `${index}\n`).join(''));
    const { lines } = promptHistory(file);
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [1000, '1500', '2499']);
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 1001);
    const nowhere = promptHistory(folder);
    nowhere.keep('1');
    assert.deepEqual(nowhere.lines, []);
  });
});
