import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credential } from '../../src/auth/connection.js';
import { presentCredential } from '../../src/auth/credential.js';
import { type Issued, makeCa } from '../helpers/pki.js';

describe('the credential of the next request', () => {
  const surroundings = { env: process.env, now: () => 0, timeout: 60_000, terminal: false };
  let folder: string;
  let jane: Issued;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-credential-'));
    jane = await (await makeCa()).issue({ cn: 'jane' });
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is what was given', async () => {
    const cases: [Credential, object][] = [
      [{}, {}],
      [{ token: { kind: 'text', text: 'tok' } }, { token: 'tok' }],
      [{ certificate: jane }, { certificate: jane }],
      [{ half: 'key' }, { half: 'key' }],
      [
        { certificate: jane, token: { kind: 'text', text: 'tok' } },
        { certificate: jane, token: 'tok' },
      ],
    ];
    for (const [given, present] of cases) assert.deepEqual(await presentCredential(given, surroundings), present);
  });

  it('is the token that its file holds now', async () => {
    const path = join(folder, 'token');
    const given: Credential = { token: { kind: 'file', path } };
    for (const token of ['first', 'second']) {
      writeFileSync(path, `${token}\n`);
      assert.deepEqual(await presentCredential(given, surroundings), { token });
    }
    writeFileSync(path, 'two words');
    await assert.rejects(presentCredential(given, surroundings), {
      code: 'TOKEN_INVALID',
      message: 'The token file holds white space: a header cannot carry it.',
      place: { file: path },
    });
    assert.deepEqual(await presentCredential(given, { ...surroundings, unchecked: true }), { token: 'two words' });
    rmSync(path);
    await assert.rejects(presentCredential(given, surroundings), {
      code: 'FILE_MISSING',
      message: 'The token file names a file that is not there.',
    });
  });

  it('is what the plugin gives, and when it gives no end, what it gave before', async () => {
    const count = join(folder, 'count');
    const status = { token: 'tok', clientCertificateData: jane.cert, clientKeyData: jane.key };
    const answer = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status,
    });
    writeFileSync(join(folder, 'answer'), answer);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/bin/sh',
      args: ['-c', `echo x >> ${count}; test "$(wc -l < ${count})" = 1 && cat ${join(folder, 'answer')}`],
      env: {},
      interactiveMode: 'Never' as const,
    };
    for (let time = 0; time < 2; time++)
      assert.deepEqual(await presentCredential({ exec }, surroundings), { certificate: jane, token: 'tok' });
  });
});
