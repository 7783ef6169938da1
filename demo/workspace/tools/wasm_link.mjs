/** The linker: program and runtime become the text of one module, and what was imported is called directly. */

const importLine = /^\s*\(import "runtime" "(\w+)" \(func \$(\w+) [^\n]*\)\)$/gm;

/** Throws when the program needs what the runtime does not have, or by another name. */
export function link(program, runtime) {
  for (const [, name, local] of program.matchAll(importLine))
    if (name !== local || !runtime.includes(`(func $${name} (export "${name}")`)) throw new Error(`undefined symbol: ${name}`);
  return `(module\n${bodyOf(runtime)}\n${bodyOf(program).replace(importLine, '')}\n)\n`;
}

function bodyOf(module) {
  const body = /^(?:;;[^\n]*\n|\s)*\(module\n([\s\S]*)\n\)\s*$/.exec(module)?.[1];
  if (body === undefined) throw new Error('not a module that can be linked');
  return body;
}
