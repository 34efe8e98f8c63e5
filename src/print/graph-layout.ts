/** Boxes and arrows put in their places by Graphviz, which is loaded when the first graph is drawn. */
import { type Arrow, type Box, boxSize, type Mark, type Picture, type Point } from './picture.js';

/** A graph whose nodes stand in columns, from left to right. */
export interface Graph {
  columns: string[];
  nodes: (Box & { id: string; column: number })[];
  edges: { from: string; to: string; mark?: Mark | undefined }[];
}

/** Points of an inch, in which Graphviz counts; one is drawn as one pixel. */
const INCH = 72;
/** Room for the words above the columns. */
const TOP = 26;

/** The graph in its places. */
export async function layOut(graph: Graph): Promise<Picture> {
  const { instance } = await import('@viz-js/viz');
  const nodes = sized(graph);
  const used = [...new Set(nodes.map(({ column }) => column))].sort((a, b) => a - b);
  const laid = (await instance()).renderJSON({
    graphAttributes: { rankdir: 'LR', nodesep: 12 / INCH, ranksep: 38 / INCH, newrank: true },
    nodeAttributes: { shape: 'box', fixedsize: true, label: '' },
    edgeAttributes: { arrowsize: 0.7 },
    nodes: nodes.map(({ id, width, height }) => ({
      name: id,
      attributes: { width: width / INCH, height: height / INCH },
    })),
    // the class tells which edge is which in what comes back
    edges: graph.edges.map(({ from, to }, index) => ({ tail: from, head: to, attributes: { class: String(index) } })),
    subgraphs: used.map((column) => ({
      graphAttributes: { rank: 'same' },
      nodes: nodes.filter((node) => node.column === column).map(({ id }) => ({ name: id })),
    })),
  }) as LaidOut;
  const [, , width = 0, height = 0] = numbers(laid.bb);
  // Graphviz counts from the lower left
  const place = ([x, y]: Point): Point => [round(x + 1), round(height - y + TOP)];
  const places = new Map((laid.objects ?? []).map(({ name, pos }) => [name, pos]));
  const boxes = nodes.map((node) => {
    const [x, y] = place(pointOf(places.get(node.id) ?? '0,0'));
    return { ...node, x: round(x - node.width / 2), y: round(y - node.height / 2) };
  });
  const arrows = (laid.edges ?? []).map((edge) => arrowOf(edge.pos, place, graph.edges[Number(edge.class)]?.mark));
  const heads = graph.columns.flatMap((text, column) => {
    const x = Math.min(...boxes.filter((box) => box.column === column).map((box) => box.x));
    return Number.isFinite(x) ? [{ x, text }] : [];
  });
  return { width: Math.ceil(width) + 2, height: Math.ceil(height) + TOP + 2, heads, boxes, arrows };
}

/** What is read of Graphviz' JSON. */
interface LaidOut {
  bb: string;
  objects?: { name: string; pos?: string }[];
  edges?: { pos: string; class: string }[];
}

/** The nodes, those of a column as wide as its widest. */
function sized({ columns, nodes }: Graph): (Graph['nodes'][number] & { width: number; height: number })[] {
  const widths = columns.map((_, column) =>
    Math.max(0, ...nodes.filter((node) => node.column === column).map(({ lines }) => boxSize(lines).width)),
  );
  return nodes.map((node) => ({ ...node, ...boxSize(node.lines), width: widths[node.column] ?? 0 }));
}

/** `e,TIP START POINT…` (https://graphviz.org/docs/attr-types/splineType/). */
function arrowOf(pos: string, place: (point: Point) => Point, mark: Mark | undefined): Arrow {
  const [tip = '', ...curve] = pos.split(' ');
  return { curve: curve.map((point) => place(pointOf(point))), tip: place(pointOf(tip.replace('e,', ''))), mark };
}

const numbers = (text: string): number[] => text.split(',').map(Number);

function pointOf(text: string): Point {
  const [x = 0, y = 0] = numbers(text);
  return [x, y];
}

const round = (length: number): number => Math.round(length * 10) / 10;
