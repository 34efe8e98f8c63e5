import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandHome, isTokenPath, notText, pemMaterial, readText } from '../../src/auth/material.js';

describe('a value that is a text or the path of a file', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-material-'));
    writeFileSync(join(folder, 'file'), 'text');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is a text where it cannot be a path', () => {
    for (const text of ['-----BEGIN CERTIFICATE-----', ' LS0tLS1CRUdJTg==', 'two\nlines', ' '])
      assert.deepEqual(pemMaterial(text, 'ca'), { text, given: { name: 'ca' } });
  });

  it('is the text of the file that it names, and says which', () => {
    const path = join(folder, 'file');
    const given = { name: `ca (the file ${path})`, place: { file: path } };
    assert.deepEqual(pemMaterial(path, 'ca'), { text: 'text', path, given });
  });

  it('is refused with what it is', () => {
    const rows: [value: unknown, is: string, hint: string][] = [
      [undefined, 'undefined', 'Nothing was stored under that name: look at what ca was meant to hold.'],
      [null, 'null', 'Give ca as text.'],
      [['x'], 'a list', 'Give ca as text.'],
      [5, 'number', 'Give ca as text.'],
      [{}, 'object', 'Give ca as text.'],
    ];
    for (const [value, is, hint] of rows) {
      const refused = { code: 'ARGUMENT_INVALID', hint };
      assert.throws(() => pemMaterial(value, 'ca'), {
        ...refused,
        message: `ca must be PEM text or the path of a PEM file; it is ${is}.`,
      });
      assert.equal(notText(value, 'ca', 'a text').message, `ca must be a text; it is ${is}.`);
    }
  });

  it('says why a file cannot be read', () => {
    const missing = {
      code: 'FILE_MISSING',
      message: 'ca names a file that is not there.',
      hint: 'Check the path; a relative one starts at the folder of the notebook or, in a terminal, at the one you are in.',
    };
    for (const name of ['none', 'file/none'])
      assert.throws(() => readText(join(folder, name), 'ca'), { ...missing, place: { file: join(folder, name) } });
    assert.throws(() => readText(folder, 'ca'), {
      code: 'FILE_UNREADABLE',
      message: 'ca names a folder, not a file.',
      hint: 'Name a file in it.',
      place: { file: folder },
    });
    const long = join(folder, 'n'.repeat(300));
    assert.throws(() => readText(long, 'ca'), {
      code: 'FILE_UNREADABLE',
      message: 'ca names a file that cannot be read (ENAMETOOLONG).',
      hint: 'Check who may read it: ls -l.',
    });
  });

  it('is the path of a token where it begins as one, at home or at the folder of the notebook', () => {
    for (const path of ['/x', './x', '../x', '~/x']) assert.equal(isTokenPath(path), true, path);
    for (const token of ['eyJx', 'x/y', '.x', '~x']) assert.equal(isTokenPath(token), false, token);
    assert.equal(expandHome('~/x'), join(homedir(), 'x'));
    assert.equal(expandHome('/x'), '/x');
    assert.equal(expandHome('x', '/base'), '/base/x');
    assert.equal(expandHome('~x', '/base'), '/base/~x');
  });
});
