import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Results } from '../../src/course/grading/results.js';
import { readNotebook } from '../../src/notebook/document.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { skip } from '../helpers/skip.js';

const root = resolve(import.meta.dirname, '../..');

describe('descriptors that a shell left open', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-descriptors-'));
  const secret = join(folder, 'secret');
  after(() => rmSync(folder, { recursive: true }));

  it('S1: are closed, and those of Node are not', () => {
    writeFileSync(secret, 'kept');
    const module = join(root, 'src/sandbox/inherited-descriptors.ts');
    const program = `
      const { closeInheritedDescriptors } = await import(${JSON.stringify(module)});
      const { openSync, readFileSync } = await import('node:fs');
      const { execFileSync } = await import('node:child_process');
      const own = openSync(${JSON.stringify(secret)});
      closeInheritedDescriptors();
      console.log(readFileSync(own, 'utf8'));
      console.log(execFileSync('ls', ['-l', '/proc/self/fd'], { encoding: 'utf8' }));`;
    const script = 'exec 7<. 200<. 201<>"$1"; exec "$2" --import tsx --input-type=module -e "$3"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', secret, process.execPath, program], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.match(stdout, /^kept$/m, stderr);
    assert.doesNotMatch(stdout, /^l.* (7|200|201) ->/m);
  });

  it('are left open where Node itself may be reading certificates', () => {
    const certificates = join(folder, 'certificates.pem');
    writeFileSync(certificates, '');
    const module = join(root, 'src/sandbox/inherited-descriptors.ts');
    const program = `
      const { closeInheritedDescriptors } = await import(${JSON.stringify(module)});
      const { existsSync } = await import('node:fs');
      closeInheritedDescriptors();
      console.log([200, 201].map((descriptor) => existsSync('/proc/self/fd/' + descriptor)).join(' '));`;
    const script = 'exec 200<"$1" 201<.; exec "$2" --import tsx --input-type=module -e "$3"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', certificates, process.execPath, program], {
      cwd: root,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: certificates },
      encoding: 'utf8',
    });
    assert.match(stdout, /^true false$/m, stderr);
  });

  it('S1: do not reach a submission', function () {
    if (!hasBubblewrap()) skip(this, 'no bubblewrap here');
    const notebook = readNotebook(join(root, 'notebooks/solutions/04-activity.ipynb'));
    const cell = notebook.cells.find(({ metadata }) => metadata.tags?.includes('task'));
    assert.ok(cell);
    cell.source = `import { readdirSync, readlinkSync } from 'node:fs';
const opened = readdirSync('/proc/self/fd').map((name) => { try { return 'open ' + name + ' ' + readlinkSync('/proc/self/fd/' + name); } catch { return ''; } });
console.log(opened.join(', '));
${cell.source}`;
    writeNotebook(join(folder, 'ada_04-activity.ipynb'), notebook);
    writeFileSync(secret, 'kept');
    const words = [
      join(root, 'dist/bin.js'),
      'grade',
      join(folder, 'ada_04-activity.ipynb'),
      '--out',
      join(folder, 'out'),
    ];
    const script = 'exec 200</ 201<>"$1"; shift; exec "$@"';
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', secret, process.execPath, ...words], {
      cwd: root,
      env: { ...process.env, KUBELAB_HOME: join(folder, 'home') },
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
    const { results } = JSON.parse(readFileSync(join(folder, 'out', 'results.json'), 'utf8')) as Results;
    assert.equal(results.length, 1);
    const page = readFileSync(join(folder, 'out', 'feedback', 'ada.html'), 'utf8');
    assert.match(page, /open 0 /);
    assert.doesNotMatch(page, /open 20[01] /);
  });
});
