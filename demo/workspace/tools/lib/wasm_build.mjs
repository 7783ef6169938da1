/** From .wat to .wasm, by the wabt that lies in tools/wabt. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const wabt = await createRequire(import.meta.url)('../wabt/index.js')();

/** Throws what the assembler says, with file and line. */
export function assemble(name, text) {
  const module = wabt.parseWat(name, text);
  try {
    module.resolveNames();
    module.validate();
    return Buffer.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Builds one source file as it is; its length in bytes. */
export function buildWasm(source, target) {
  return writeWasm(basename(source), readFileSync(source, 'utf8'), target);
}

export function writeWasm(name, text, target) {
  const binary = assemble(name, text);
  writeFileSync(target, binary);
  return binary.length;
}
