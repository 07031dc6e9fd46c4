#!/usr/bin/env node
/**
 * The gatepost command. Plain JavaScript without dependencies, since it runs before anything is
 * installed or built: it sees that Node is new enough, has what is missing prepared, and hands over.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
const goodNode = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;

if (!goodNode) {
  const needed = '20.19 or later, 22.12 or later, or 24 and later';
  process.stderr.write(`Gatepost needs Node ${needed}; this is ${process.versions.node}.\n`);
  process.exit(78);
}

const { prepare } = await import('./prepare.mjs');
await prepare();
await import('../../dist/server/command/main.js');
