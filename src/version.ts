/** The version of this program, as its package says it. */
import { readFileSync } from 'node:fs';

/** From src/ and from dist/src/ alike. */
export function version(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      // In the other place.
    }
  }
  return 'unknown';
}
