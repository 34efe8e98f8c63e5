import assert from 'node:assert/strict';
import { type Graph, layOut } from '../../src/print/graph-layout.js';
import { renderPicture } from '../../src/print/svg.js';

describe('print/graph-layout', () => {
  const nodes: Graph['nodes'] = Array.from({ length: 9 }, (_, n) => ({
    id: `n "${n}" <x>`,
    column: n % 3,
    lines: [`node ${n}`, n === 4 ? 'x'.repeat(80) : 'short'],
  }));
  const id = (n: number): string => nodes[n]?.id ?? '';
  const graph: Graph = {
    columns: ['A', 'B', 'C'],
    nodes,
    edges: [
      { from: id(3), to: id(1), mark: 'bad' },
      { from: id(0), to: id(1), mark: 'good' },
      { from: id(1), to: id(2) },
      { from: id(4), to: id(8) },
    ],
  };

  it('puts boxes into their columns, none on another, inside the picture', async () => {
    const { boxes, width, height, heads } = await layOut(graph);
    assert.equal(boxes.length, 9);
    for (const [i, a] of boxes.entries()) {
      assert(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height);
      for (const b of boxes.slice(i + 1))
        assert(
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
          `${a.lines[0]} and ${b.lines[0]}`,
        );
    }
    const columnOf = (n: number): number | undefined => boxes[n]?.x;
    assert.deepEqual([columnOf(3), columnOf(4), columnOf(5)], [columnOf(0), columnOf(1), columnOf(2)]);
    assert.deepEqual(
      heads.map(({ text, x }) => [text, x]),
      [
        ['A', columnOf(0)],
        ['B', columnOf(1)],
        ['C', columnOf(2)],
      ],
    );
  });

  it('draws each arrow from the right of a box to the left of the next, with the mark of its own edge', async () => {
    const { boxes, arrows } = await layOut(graph);
    const ends = graph.edges.map(({ from, to, mark }) => {
      const [a, b] = [boxes[nodes.findIndex((n) => n.id === from)], boxes[nodes.findIndex((n) => n.id === to)]];
      assert(a && b);
      return { start: a.x + a.width, end: b.x, top: b.y, bottom: b.y + b.height, mark };
    });
    assert.equal(arrows.length, 4);
    for (const { start, end, top, bottom, mark } of ends) {
      const near = (a: number | undefined, b: number): boolean => Math.abs((a ?? Number.NaN) - b) < 3;
      assert(
        arrows.some(
          ({ curve, tip, mark: drawn }) =>
            near(curve[0]?.[0], start) && near(tip[0], end) && tip[1] >= top && tip[1] <= bottom && drawn === mark,
        ),
        `${start} to ${end}`,
      );
    }
  });

  it('is drawn with long lines cut and kept whole beside, and marks that are no colour alone', async () => {
    const svg = renderPicture(await layOut(graph), 'title');
    assert.match(svg, /…<\/text>/);
    assert.match(svg, new RegExp(`<title>node 4\n${'x'.repeat(80)}</title>`));
    assert.equal(svg.match(/<path d="M[^"]*C/g)?.length, 4);
    assert.match(svg, /stroke-dasharray="7 3"/);
  });

  it('is nothing without boxes', async () => {
    assert.equal(renderPicture(await layOut({ columns: [], nodes: [], edges: [] }), 'title'), '');
  });
});
