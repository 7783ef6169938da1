/** Says something, then nothing for a while: `node stall.mjs [SECONDS]`. */
const seconds = Number(process.argv[2] ?? 600);
console.log(`Silent for ${seconds} s from now on.`);
setTimeout(() => console.log('Still alive.'), seconds * 1000);
