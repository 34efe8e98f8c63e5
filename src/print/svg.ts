/** A picture as inline SVG, in the colour of the text around it; its title is read out instead. */
import { html } from '../escape.js';
import { toneColor } from './html-style.js';
import {
  type Arrow,
  LINE,
  type Mark,
  PADDING,
  type Picture,
  type PlacedBox,
  type Point,
  shortLine,
} from './picture.js';

/** The picture as an `svg` element in a frame that scrolls sideways where there is no room. */
export function renderPicture(picture: Picture, title: string): string {
  const { width, height, heads, boxes, arrows } = picture;
  if (boxes.length === 0) return '';
  const words = heads.map(({ x, text }) => `<text x="${x}" y="16" font-weight="600">${html(text)}</text>`);
  const name = html(title);
  return `<div role="group" aria-label="${name}" tabindex="0" style="overflow-x: auto; margin: 4px 0"><svg role="img" aria-label="${name}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="max-width: none; color: inherit" fill="currentColor" font-family="var(--jp-ui-font-family, sans-serif)" font-size="12"><title>${name}</title>${words.join('')}${arrows.map(drawArrow).join('')}${boxes.map(drawBox).join('')}</svg></div>`;
}

const strokes: Record<Mark | 'plain', string> = {
  plain: 'stroke-opacity="0.6"',
  good: 'stroke-width="2.5"',
  bad: 'stroke-width="2.5" stroke-dasharray="7 3"',
  quiet: 'stroke-opacity="0.6" stroke-dasharray="2 3"',
};

function group(mark: Mark | undefined, content: string): string {
  const color = mark === 'good' || mark === 'bad' ? ` style="color: ${toneColor(mark)}"` : '';
  return `<g${color}>${content}</g>`;
}

function drawArrow({ curve, tip, mark }: Arrow): string {
  const [start, ...rest] = curve;
  const last = rest.at(-1) ?? start;
  if (!start || !last) return '';
  const points = rest.map(([x, y]) => `${x} ${y}`).join(' ');
  return group(
    mark,
    `<path d="M${start[0]} ${start[1]} C${points}" fill="none" stroke="currentColor" ${strokes[mark ?? 'plain']}/><path d="${head(last, tip)}" fill-opacity="${mark ? 1 : 0.6}"/>`,
  );
}

/** A triangle from the end of a curve to its tip. */
function head([x, y]: Point, [tipX, tipY]: Point): string {
  const [dx, dy] = [tipX - x, tipY - y];
  const length = Math.hypot(dx, dy) || 1;
  const [sideX, sideY] = [(-dy / length) * 4, (dx / length) * 4];
  const at = (a: number, b: number): string => `${round(a)} ${round(b)}`;
  return `M${at(x + sideX, y + sideY)} L${at(tipX, tipY)} L${at(x - sideX, y - sideY)} z`;
}

/** A length with one decimal. */
const round = (length: number): number => Math.round(length * 10) / 10;

function drawBox({ x, y, width, height, lines, mark }: PlacedBox): string {
  const texts = lines.map(
    (text, index) =>
      `<text x="${x + PADDING}" y="${y + PADDING + 8 + index * LINE}"${index === 0 ? ' font-weight="600"' : ''}>${html(shortLine(text))}</text>`,
  );
  const full = lines.some((text) => shortLine(text) !== text) ? `<title>${html(lines.join('\n'))}</title>` : '';
  return group(
    mark,
    `${full}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="currentColor" fill-opacity="${mark === 'quiet' ? 0 : 0.06}" stroke="currentColor" ${strokes[mark ?? 'plain']}/>${texts.join('')}`,
  );
}
