import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { clockTime, dateTime, zoneName } from './zone.ts';

const module = new URL('./zone.ts', import.meta.url).href;
/** TZ is of the whole process, so another one has to say its own times. */
const inOwnZone = <T>(script: string, env: { [name: string]: string } = {}): T =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `import * as zone from ${JSON.stringify(module)};\nconsole.log(JSON.stringify(${script}))`],
      { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
    ),
  ) as T;

/** Intl says HAST where people say HST, and GMT+0 where it changes. */
const sameName = (name: string): string => name.replace(/^HA(?=[SD]T)/, 'H').replace(/^GMT\+0$/, 'GMT');

const at = [Date.UTC(2026, 0, 5, 23, 59), Date.UTC(2026, 2, 29, 1, 30), Date.UTC(2026, 6, 5), Date.UTC(2026, 10, 22, 15, 49), 0];
const zones = Intl.supportedValuesOf('timeZone').concat('US/Central', 'Etc/UTC');

test('the own zone of the process says the same as Intl, whatever it is', () => {
  const times = at.slice(0, 4);
  const own = inOwnZone<string[][][]>(`${JSON.stringify(zones)}.map((name) => {
    zone.useZone(name);
    return ${JSON.stringify(times)}.map((at) => [zone.clockTime(at, name), zone.dateTime(at, name), zone.zoneName(at, name)]);
  })`);
  for (const [n, name] of zones.entries()) {
    const other = times.map((time) => [clockTime(time, name), dateTime(time, name), sameName(zoneName(time, name))]);
    expect(own[n], name).toEqual(other);
  }
});

test.each([
  ['America/Chicago', at[3]!, '09:49', '2026-11-22 09:49', 'CST'],
  ['America/Chicago', at[2]!, '19:00', '2026-07-04 19:00', 'CDT'],
  ['Europe/Berlin', at[1]!, '03:30', '2026-03-29 03:30', 'GMT+2'],
  ['Asia/Kolkata', at[0]!, '05:29', '2026-01-06 05:29', 'GMT+5:30'],
])('%s at %i', (zone, time, clock, date, name) => {
  expect([clockTime(time, zone), dateTime(time, zone), zoneName(time, zone)]).toEqual([clock, date, name]);
});

test('a host that speaks another language gets the offset', () => {
  const name = inOwnZone<string>(`(zone.useZone('America/Chicago'), zone.zoneName(${at[3]}, 'America/Chicago'))`, {
    LC_ALL: 'de_DE.UTF-8',
  });
  expect(name).toBe('GMT-6');
});

test.each(['america/chicago', 'utc', 'Etc/gmt+5'])('%s, in letters that only Intl understands', (name) => {
  const own = inOwnZone<string>(`(zone.useZone(${JSON.stringify(name)}), zone.dateTime(${at[3]}, ${JSON.stringify(name)}))`);
  expect(own).toBe(dateTime(at[3]!, name));
});
