#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import { versionComplaint } from './node-version.ts';

// The build writes this file and what it imports statically in a syntax that any Node.js from 12.20 on
// can parse, so that a version that is too old gets a sentence and not a syntax error.
const complaint = versionComplaint(process.version, packageJson.engines.node);
if (complaint === undefined) {
  import('./main.ts').then(
    (cli) => cli.run(),
    (error) => quit(`tidewaiter: cannot load its own files, install it again: ${error}`),
  );
} else {
  quit(complaint);
}

function quit(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
