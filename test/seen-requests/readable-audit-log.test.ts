import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readableAuditLog } from '../../src/seen-requests/readable-audit-log.js';

describe('readableAuditLog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-log-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is that of the practice cluster that runs at this address, and no other', () => {
    const env = { KUBELAB_HOME: folder };
    const server = 'https://127.0.0.1:6443';
    const auditLog = join(folder, 'audit.log');
    writeFileSync(auditLog, '');
    assert.equal(readableAuditLog(server, env), undefined);
    const record = { version: 1, pid: process.pid, server, kubeconfig: 'k', auditLog, dataDir: null };
    writeFileSync(join(folder, 'running.json'), JSON.stringify(record));
    assert.equal(readableAuditLog(server, env), auditLog);
    assert.equal(readableAuditLog('https://127.0.0.1:1', env), undefined);
    writeFileSync(join(folder, 'running.json'), JSON.stringify({ ...record, auditLog: join(folder, 'none') }));
    assert.equal(readableAuditLog(server, env), undefined);
  });
});
