import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { benchPicture } from '../../src/reports/bench-picture.ts';
import { ended, fakeContext, fakeFacts, result } from '../../src/reports/fake-facts.ts';
import { renderPng } from './picture.ts';

const folder = mkdtempSync(join(tmpdir(), 'plot-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const svgOf = (names: readonly string[]): string => {
  const benchmarks = Object.fromEntries(names.map((name, n) => [name, { molt_time_s: n + 1, cpython_time_s: 2 }]));
  const facts = fakeFacts(
    { is: 'succeeded', ...ended(60_000) },
    { results: [result('native', 'molt-native', { samples: 3, benchmarks })] },
  );
  return benchPicture(facts, fakeContext())!;
};
/** A child in place of render.mjs; what it says after the signature of a PNG. */
const child = (body: string): string => {
  const path = join(folder, `${Math.random()}.mjs`);
  writeFileSync(path, `import { appendFileSync } from 'node:fs'; import os from 'node:os';\n${body}`);
  return path;
};
const says = (what: string): string =>
  `process.stdout.write(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(${what})]));`;
const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a real picture', () => {
  it('is a PNG of its size, the same each time', async () => {
    const svg = svgOf(['a', 'b']);
    const [png, again] = await Promise.all([renderPng(svg), renderPng(svg)]);
    if (!png.ok) throw new Error(JSON.stringify(png.refusal));
    expect(png.value.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([png.value.readUInt32BE(16), png.value.readUInt32BE(20)]).toEqual([1080, Number(/ height="(\d+)"/.exec(svg)![1])]);
    expect(again).toEqual(png);
  });

  it('has its text, also where the host has no font', async () => {
    const svg = svgOf(['a', 'b']);
    const [whole, bare] = await Promise.all([renderPng(svg), renderPng(svg.replace(/<text.*?<\/text>/g, ''))]);
    expect(whole.ok && bare.ok && whole.value.length - bare.value.length).toBeGreaterThan(20_000);
  });

  it('is made of any name', async () => {
    const names = ['<script>', ']]>', '&', '"', "'", '\ufffe\uffff', '\ud800', '\0\x1b[31m', 'a\u202eb', 'z\u0301\u0301', '中文', '🔴'];
    expect(await renderPng(svgOf(names))).toMatchObject({ ok: true });
  });
});

describe('the child', () => {
  it('has the lowest priority, nothing of our environment, and ends', async () => {
    vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-secret');
    const script = child(
      `process.stdin.resume().on('end', () => { ${says('JSON.stringify([process.pid, os.getPriority(), Object.keys(process.env)])')} });`,
    );
    const drawn = await renderPng('<svg/>', { script });
    vi.unstubAllEnvs();
    const [pid, priority, names] = JSON.parse(drawn.ok ? drawn.value.subarray(8).toString() : '[]') as [number, number, string[]];
    expect(priority).toBe(19);
    expect(names.filter((name) => name !== 'PATH' && name !== 'TMPDIR')).toEqual([]);
    expect(isThere(pid)).toBe(false);
  });

  it('is killed at its limit', async () => {
    const seen = join(folder, 'pid');
    const script = child(`appendFileSync(${JSON.stringify(seen)}, String(process.pid)); setInterval(() => {}, 1000);`);
    const drawn = await renderPng('<svg/>', { script, timeLimit: 2000 });
    expect(drawn).toMatchObject({
      ok: false,
      refusal: { code: 'picture hangs', message: 'The picture took more than 2 s and was given up.' },
    });
    expect(isThere(Number(readFileSync(seen, 'utf8')))).toBe(false);
  });

  it.each([
    ['fails', 'process.exitCode = 1;'],
    ['says what is no PNG', `process.stdout.write('hello');`],
    ['says too much', says(`'x'.repeat(17 * 1024 * 1024)`)],
    ['ends without reading', 'process.exit(0);'],
  ])('gives no picture when it %s', async (_, body) =>
    expect(await renderPng('x'.repeat(10_000_000), { script: child(body) })).toMatchObject({
      ok: false,
      refusal: { code: 'picture failed' },
    }),
  );

  it('gives no picture of what is no SVG, and says why', async () =>
    expect(await renderPng('<svg')).toMatchObject({
      ok: false,
      refusal: { code: 'picture failed', cause: { said: expect.stringContaining('SVG') } },
    }));

  it('gives no picture where nothing can be started', async () => {
    vi.stubEnv('PATH', folder);
    const drawn = await renderPng('<svg/>');
    vi.unstubAllEnvs();
    expect(drawn).toMatchObject({ ok: false, refusal: { code: 'picture failed' } });
  });
});
