/** Everything that is wrong with a config, as lines that say where, what, and what was expected. */
import type { Document, LineCounter } from 'yaml';
import { isMap, isPair, isScalar, type Node } from 'yaml';
import { z } from 'zod';
import { nearest } from '../src/kernel/nearest.ts';
import { visible } from '../src/kernel/text.ts';
import { schema } from './schema.ts';

/** Says what is wrong at a place: keys and indexes from the root. */
export type Complain = (path: readonly PropertyKey[], message: string) => void;

export interface Complaint {
  /** From 1. */
  line: number;
  text: string;
}

const shownAtMost = 10;
/** Characters of one line. */
const longest = 400;

/** A collection of complaints about one document. */
export function collect(document: Document, lines: LineCounter): { all: Complaint[]; complain: Complain } {
  const all: Complaint[] = [];
  const complain: Complain = (path, message) => {
    all.push({ line: lineOf(document, lines, path), text: path.length === 0 ? message : `${dotted(path)}: ${message}` });
  };
  return { all, complain };
}

/** One sentence a line, by line of the file, ten at most. */
export function sentences(file: string, complaints: readonly Complaint[]): string {
  const sorted = complaints
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, text }) => visible(`${file}:${line}: ${text}`, { maxLength: longest }));
  const unique = [...new Set(sorted)];
  const more = unique.length - shownAtMost;
  return [...unique.slice(0, shownAtMost), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

/** What zod found, in our words. */
export function complainOf(issues: readonly z.core.$ZodIssue[], complain: Complain): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) complain([...issue.path, key], unknownKey(issue.path, key));
    else if (issue.code === 'invalid_key') complain(issue.path, issue.issues[0]?.message ?? 'expected another key');
    else complain(issue.path, sentence(issue));
  }
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = keysAt(path);
  const near = nearest(key, known);
  if (near !== undefined) return `unknown key; did you mean "${near}"?`;
  return known.length === 0 ? 'unknown key' : `unknown key; expected one of ${known.join(', ')}`;
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `is missing; expected ${kind(issue.expected)}`
        : `expected ${kind(issue.expected)}${got(issue.message)}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? 'expected another kind of value' : `expected type: ${optionTypes().join(', ')}`;
    case 'too_small':
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `expected ${'minimum' in issue ? `${issue.minimum} or more` : `${issue.maximum} or less`}`
        : issue.message.replace(/^Too (?:small|big).*/, 'expected at least one entry');
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text, in quotes if it looks like a number',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};
const kind = (expected: string): string => kinds[expected] ?? expected;
const receivedKinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys and values',
  string: 'text',
  null: 'nothing',
  boolean: 'true or false',
};
const got = (message: string): string => {
  const received = /received (\w+)$/.exec(message)?.[1];
  return received === undefined ? '' : `, got ${receivedKinds[received] ?? `a ${received}`}`;
};

const optionTypes = (): string[] => ['flag', 'int', 'choice', 'text'];

interface Shape {
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** Made when the first unknown key is met. */
let whole: Shape | undefined;

/** The keys that may stand at a place. */
function keysAt(path: readonly PropertyKey[]): string[] {
  whole ??= z.toJSONSchema(schema, { io: 'input' }) as Shape;
  let shapes = [whole];
  const open = (shape: Shape): Shape[] => [shape, ...(shape.anyOf ?? []).flatMap(open), ...(shape.oneOf ?? []).flatMap(open)];
  for (const key of path)
    shapes = shapes.flatMap(open).flatMap((shape) => {
      const next = shape.properties?.[String(key)] ?? shape.items ?? shape.additionalProperties;
      return typeof next === 'object' ? [next] : [];
    });
  return [...new Set(shapes.flatMap(open).flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');

/** The line of the deepest node of the path that the document has: that of its key where it has one. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isMap(node)) {
      const pair: unknown = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
      if (!isPair(pair)) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = (node as { items?: unknown[] } | undefined)?.items?.[Number(key)];
      if (node === undefined) break;
      offset = (node as Node).range?.[0] ?? offset;
    }
  }
  return Math.max(1, lines.linePos(offset).line);
}
