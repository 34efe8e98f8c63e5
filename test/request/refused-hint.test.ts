import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubelabHome } from '../../src/home.js';
import { refusedHint } from '../../src/request/refused-hint.js';

describe('refusedHint', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubelab-refused-'));
  beforeEach(() => rmSync(home, { recursive: true, force: true }));
  after(() => rmSync(home, { recursive: true, force: true }));
  const env = { KUBELAB_HOME: home };
  const hint = (server: string): string => refusedHint(new URL(server), env);

  it('asks for the state of the practice cluster, and says where it runs when it has moved', () => {
    assert.match(hint('https://127.0.0.1:7443'), /For the practice cluster: `npx kubelab cluster status`/);
    const record = { version: 1, server: 'https://127.0.0.1:7443', kubeconfig: '', auditLog: '', dataDir: null };
    mkdirSync(home, { recursive: true });
    const running = (pid: number): void =>
      writeFileSync(kubelabHome(env).running, JSON.stringify({ ...record, startedAt: '', pid }));
    running(process.pid);
    assert.match(hint('https://127.0.0.1:7443'), /cluster status/);
    assert.match(
      hint('https://127.0.0.1:40001'),
      /runs at https:\/\/127\.0\.0\.1:7443 now: run the cell with `connect/,
    );
    assert.match(hint('https://10.0.0.1:40001'), /cluster status/);
    running(2 ** 22 + 1);
    assert.match(hint('https://127.0.0.1:40001'), /cluster status/);
  });
});
