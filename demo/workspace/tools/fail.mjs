/** Fails as a compiler does: `node fail.mjs [CODE]`. */
console.log('   Compiling molt-runtime v0.1.0');
console.error(`error[E0308]: mismatched types
  --> runtime/src/obj.rs:412:5
    |
412 |     self.count
    |     ^^^^^^^^^^ expected \`u32\`, found \`u64\`

error: could not compile \`molt-runtime\` (lib) due to 1 previous error`);
process.exitCode = Number(process.argv[2] ?? 1);
