import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { shellWord, variableAssignment } from '../src/shell.js';

const folder = '/home/ann\'s lab/$HOME `x` "y" %PATH%\\';

describe('what is typed into the shell of this system', () => {
  it('is read back by a shell of POSIX', () => {
    const script = `${variableAssignment('LAB', folder, 'linux')}\nprintf '%s\\n' "$LAB" ${shellWord(folder, 'darwin')}`;
    assert.equal(spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout, `${folder}\n${folder}\n`);
    assert.equal(variableAssignment('TMPDIR', '/tmp', 'linux'), 'export TMPDIR=/tmp');
  });

  it('is what the shells of Windows read', () => {
    assert.equal(
      variableAssignment('KUBECONFIG', "C:\\ann's lab\\config", 'win32'),
      "$env:KUBECONFIG = 'C:\\ann''s lab\\config'",
    );
    const words = ['04', 'C:\\lab\\course.yaml', 'C:\\my lab', "C:\\ann's", 'C:\\$lab', 'a,b', 'C:\\it is "$x\'s"'];
    assert.deepEqual(
      words.map((word) => shellWord(word, 'win32')),
      ['04', 'C:\\lab\\course.yaml', '"C:\\my lab"', '"C:\\ann\'s"', "'C:\\$lab'", '"a,b"', "'C:\\it is \"$x''s\"'"],
    );
  });
});
