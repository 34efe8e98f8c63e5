/** A picture of boxes in columns as inline SVG, in the colour of the text around it; its title is read out instead. */
import { html } from '../escape.js';
import type { Picture, PictureNode } from './view.js';

const CHARACTER = 6.7;
const LINE = 16;
const PADDING = 8;
const GAP = { x: 56, y: 12 } as const;
const TOP = 28;
const WIDEST = 44;

interface Placed extends PictureNode {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The picture as an `svg` element. */
export function renderPicture(picture: Picture, title: string): string {
  const placed = place(picture);
  const all = [...placed.values()];
  if (all.length === 0) return '';
  const width = Math.max(...all.map((n) => n.x + n.width)) + 2;
  const height = Math.max(...all.map((n) => n.y + n.height)) + 2;
  const heads = picture.columns.map((name, column) => {
    const x = all.find((n) => n.column === column)?.x;
    return x === undefined ? '' : `<text x="${x}" y="16" font-weight="600">${html(name)}</text>`;
  });
  const edges = picture.edges.flatMap(({ from, to }) => {
    const [a, b] = [placed.get(from), placed.get(to)];
    return a && b ? [arrow(a, b)] : [];
  });
  return `<svg role="img" aria-label="${html(title)}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" style="max-width: 100%; height: auto; color: inherit" fill="currentColor" font-family="var(--jp-ui-font-family, sans-serif)" font-size="12"><title>${html(title)}</title>${heads.join('')}${edges.join('')}${all.map(box).join('')}</svg>`;
}

function place({ columns, nodes }: Picture): Map<string, Placed> {
  const placed = new Map<string, Placed>();
  let x = 1;
  for (const column of columns.keys()) {
    const own = nodes.filter((node) => node.column === column);
    const longest = Math.max(0, ...own.flatMap((node) => node.lines.map((text) => Math.min(text.length, WIDEST))));
    const width = Math.max(60, Math.round(longest * CHARACTER) + 2 * PADDING);
    let y = TOP;
    for (const node of own) {
      const height = node.lines.length * LINE + 2 * PADDING - 4;
      placed.set(node.id, { ...node, x, y, width, height });
      y += height + GAP.y;
    }
    if (own.length > 0) x += width + GAP.x;
  }
  return placed;
}

function arrow(a: Placed, b: Placed): string {
  const [x1, y1, x2, y2] = [a.x + a.width, a.y + a.height / 2, b.x - 5, b.y + b.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="currentColor" stroke-opacity="0.55"/><path d="M${x2} ${y2 - 4} l6 4 l-6 4 z" fill-opacity="0.55"/>`;
}

function box({ x, y, width, height, lines }: Placed): string {
  const texts = lines.map((text, index) => {
    const short = text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
    return `<text x="${x + PADDING}" y="${y + PADDING + 8 + index * LINE}"${index === 0 ? ' font-weight="600"' : ''}>${html(short)}</text>`;
  });
  const full = lines.some((text) => text.length > WIDEST) ? `<title>${html(lines.join('\n'))}</title>` : '';
  return `<g>${full}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="currentColor" fill-opacity="0.06" stroke="currentColor" stroke-opacity="0.55"/>${texts.join('')}</g>`;
}
