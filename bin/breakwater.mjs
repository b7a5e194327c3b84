#!/usr/bin/env node
// Plain JavaScript on purpose: an old Node must be able to read this far and say what is wrong.
import module from 'node:module';

const MAJOR_MIN = 24;
const EX_CONFIG = 78;

const major = Number(process.versions.node.split('.')[0]);
if (major < MAJOR_MIN) {
  console.error(
    `Breakwater runs on Node ${MAJOR_MIN}; this is ${process.version}. On Linux and Windows "npm ci" ` +
      'brings its own: start it with "npm start" or "npx breakwater". Elsewhere install Node 24.',
  );
  process.exitCode = EX_CONFIG;
} else {
  // Reading some hundred TypeScript files takes a second of CPU; the next start takes what this one read.
  module.enableCompileCache();
  const { main } = await import('../src/cli/main.ts');
  await main(process.argv);
}
