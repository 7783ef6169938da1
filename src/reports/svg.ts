/** A picture as blocks of text and shapes, one below the other, in SVG. */
import { clip, columns } from '../kernel/text.ts';

/** Pixels: a phone shows 1080 of them in its width, so that text of 28 is as large there as the text of a message. */
export const width = 1080;
export const margin = 40;
const textSize = 28;
/** The font that adapters/plot brings. Every character is as wide as any other, so nothing has to be measured. */
const font = 'DejaVu Sans Mono';
export const widthOf = (text: string | number, size = textSize): number =>
  (typeof text === 'number' ? text : columns(text)) * size * 0.6021;
export const columnsOf = (size: number): number => Math.floor((width - 2 * margin) / widthOf(1, size));

/** Something as wide as the page, drawn from `top` on. */
export interface Block {
  height: number;
  draw(top: number): string;
}

export function page(name: string, blocks: Block[]): string {
  const height = Math.ceil(blocks.reduce((sum, block) => sum + block.height, 2 * margin));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'${font}', monospace" font-size="${textSize}" fill="#000000">`,
    `<title>${xml(name)}</title>`,
    rect(0, 0, width, height, 'fill="#ffffff"'),
    stack(blocks, margin),
    '</svg>\n',
  ].join('\n');
}

export function stack(blocks: readonly Block[], top: number): string {
  let y = top;
  return blocks
    .map((block) => {
      const svg = block.draw(y);
      y += block.height;
      return svg;
    })
    .join('\n');
}

export const gap = (height: number): Block => ({ height, draw: () => '' });

interface Style {
  size?: number;
  bold?: boolean;
  colour?: string;
  anchor?: 'middle' | 'end';
}

/** Text over as many lines as it needs. */
export function words(said: string, style: Style = {}): Block {
  const size = style.size ?? textSize;
  const most = columnsOf(size);
  const lines: string[] = [];
  for (const word of said.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && columns(last) + 1 + columns(word) <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clip(word, most));
  }
  const pitch = Math.round(size * 1.4);
  return {
    height: lines.length * pitch + 4,
    draw: (top) => lines.map((line, n) => text(line, margin, top + n * pitch + size, style)).join('\n'),
  };
}

export function text(said: string, x: number, y: number, { size, bold, colour, anchor }: Style = {}): string {
  const style = [
    ...(size === undefined ? [] : [` font-size="${size}"`]),
    ...(bold ? [' font-weight="700"'] : []),
    ...(colour === undefined ? [] : [` fill="${colour}"`]),
    ...(anchor === undefined ? [] : [` text-anchor="${anchor}"`]),
  ];
  return `<text x="${px(x)}" y="${px(y)}"${style.join('')}>${xml(said)}</text>`;
}

export const rect = (x: number, y: number, w: number, h: number, paint: string): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" ${paint}/>`;
export const vertical = (x: number, from: number, to: number, colour: string, wide: number): string =>
  `<path d="M${px(x)} ${px(from)}V${px(to)}" stroke="${colour}" stroke-width="${wide}"/>`;
export const px = (value: number): string => String(Number(value.toFixed(1)));

/** U+FFFE and U+FFFF are the only characters that are visible and yet not allowed in XML. */
const xml = (said: string): string => said.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`).replace(/[\ufffe\uffff]/g, '\ufffd');
