import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { courseFile } from '../../src/cli/course-file.js';

describe('the list of lessons on a command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-course-file-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is that of the package, a file, or course.yaml in a folder, whatever that is called', () => {
    const named = join(folder, 'mine.yaml');
    mkdirSync(join(folder, 'folder.yaml'));
    writeFileSync(named, '');
    assert.equal(courseFile(undefined), resolve('notebooks/course.yaml'));
    assert.equal(courseFile(named), named);
    assert.equal(courseFile(folder), join(folder, 'course.yaml'));
    assert.equal(courseFile(join(folder, 'folder.yaml')), join(folder, 'folder.yaml', 'course.yaml'));
  });

  it('is where it was named when nothing is there, also below a file', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const parent of [folder, file]) {
      assert.equal(courseFile(join(parent, 'none')), join(parent, 'none', 'course.yaml'));
      assert.equal(courseFile(join(parent, 'none.yaml')), join(parent, 'none.yaml'));
    }
  });
});
