/** Warnings about files of one volume that hide each other. */
import assert from 'node:assert/strict';
import { overlappingFiles } from '../../../../../../src/cluster/kinds/core/pod/warnings/overlapping-files.js';

const items = (...paths: string[]): object => ({ items: paths.map((path) => ({ key: 'k', path })) });
const of = (source: object): string[] => overlappingFiles([{ name: 'v', ...source }]);

describe('overlappingFiles', () => {
  const cases: [string, object, string[]][] = [
    [
      'a file twice',
      { configMap: { name: 'm', ...items('a', 'a') } },
      ['volume "v" (ConfigMap "m"): overlapping paths: "a" with "a"'],
    ],
    [
      'a file that is a folder too',
      { secret: { secretName: 's', ...items('a/b', 'a/') } },
      ['volume "v" (Secret "s"): overlapping paths: "a" with "a/b"'],
    ],
    [
      'a file in a folder that is a file',
      { downwardAPI: items('a', 'ab', 'a/b') },
      ['volume "v" (DownwardAPI): overlapping paths: "a/b" with "a"'],
    ],
    [
      'files of several sources',
      { projected: { sources: [{ secret: { name: 's', ...items('a') } }, { downwardAPI: items('a') }] } },
      ['volume "v" (Projected): overlapping paths: "a" (DownwardAPI) with "a" (Secret "s")'],
    ],
    ['a source that is empty', { projected: { sources: [{}] } }, ['volume "v" (Projected) has no sources provided']],
    ['files without a name', { configMap: { name: 'm', ...items('', '') } }, []],
  ];
  for (const [what, source, warnings] of cases) it(what, () => assert.deepEqual(of(source), warnings));

  it('are told in the order of the files, and of the earlier ones that they meet', () => {
    const pairs = ['a/b/c', 'a', 'x', 'a/b', '/a', 'a/b/c'];
    const told = of({ configMap: { name: 'm', ...items(...pairs) } });
    assert.deepEqual(
      told.map((one) => one.replace(/.*paths: /, '')),
      [
        '"a" with "a/b/c"',
        '"a/b" with "a/b/c"',
        '"a/b" with "a"',
        '"a/b/c" with "a/b/c"',
        '"a/b/c" with "a"',
        '"a/b/c" with "a/b"',
      ],
    );
  });

  it('of fifty thousand files are found, and are no more than a client could be told of', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `d/${i}`);
    assert.deepEqual(of({ configMap: { name: 'm', ...items(...many) } }), []);
    assert.equal(of({ configMap: { name: 'm', ...items(...many, 'd') } }).length, 1000);
    assert.deepEqual(of({ configMap: { name: 'm', ...items(`${'/'.repeat(500_000)}a`) } }), []);
  });

  it('are of one volume', () => {
    assert.deepEqual(
      overlappingFiles(['v', 'w'].map((name) => ({ name, configMap: { name: 'm', ...items('a') } }))),
      [],
    );
  });
});
