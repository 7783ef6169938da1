/** SVG on stdin, PNG on stdout: the child of picture.ts. Its font comes along, so that a picture is the same on every machine, also on one without fonts. */
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { Resvg } from '@resvg/resvg-js';

const { resolve } = createRequire(import.meta.url);
const fontFiles = ['DejaVuSansMono', 'DejaVuSansMono-Bold'].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

const svg = await buffer(process.stdin);
const picture = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans Mono' } });
process.stdout.write(picture.render().asPng());
