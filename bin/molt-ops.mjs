#!/usr/bin/env node
/** The program's door. `say` goes straight to the socket with whichever Node this is; the rest is handed over to one that is new enough. */
await import(process.argv[2] === 'say' ? './say.mjs' : './hand-over.mjs');
