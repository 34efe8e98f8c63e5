import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { allowedImports, importsOf, ownerOf } from './helpers/import-table.js';

const root = resolve(import.meta.dirname, '..');
const table = allowedImports(readFileSync(join(root, 'src/README.md'), 'utf8'));
const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f));

describe('the import table of src/README.md', () => {
  it('is read in full', () => {
    assert.ok(table.size > 20, `only ${table.size} rows were found`);
    assert.deepEqual(table.get('kube'), ['errors']);
  });

  it('has a row for every folder and file in src', () => {
    const without = files.filter((f) => ownerOf(f, table) === undefined);
    assert.deepEqual(without, []);
  });

  it('names only rows that exist', () => {
    const unknown = [...table].flatMap(([row, targets]) =>
      targets.filter((t) => !table.has(t)).map((t) => `${row}: ${t}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('has no row for what is not there', () => {
    const owners = new Set(files.map((f) => ownerOf(f, table)));
    assert.deepEqual(
      [...table.keys()].filter((row) => !owners.has(row)),
      [],
    );
  });

  it('allows every import in src', () => {
    const offences: string[] = [];
    for (const file of files) {
      const owner = ownerOf(file, table);
      const text = readFileSync(join(root, 'src', file), 'utf8');
      for (const specifier of importsOf(text)) {
        if (!specifier.startsWith('.')) continue;
        const target = relative(join(root, 'src'), resolve(root, 'src', file, '..', specifier));
        const targetOwner = ownerOf(target.replace(/\.js$/, '.ts'), table);
        if (targetOwner === owner) continue;
        if (!table.get(owner ?? '')?.includes(targetOwner ?? '')) offences.push(`${file} imports ${target}`);
      }
    }
    assert.deepEqual(offences, []);
  });

  it('refuses an import that the table does not allow', () => {
    assert.equal(table.get('notebook')?.includes('kube'), false);
    assert.deepEqual(
      importsOf("import { a } from '../kube/a.js';\nexport type { B } from \"./b.js\";\nawait import('./c.js')"),
      ['../kube/a.js', './b.js', './c.js'],
    );
  });
});
