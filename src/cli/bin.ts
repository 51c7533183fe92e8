#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import { keepCompiledCode } from './compiled-code.ts';
import { versionComplaint } from './node-version.ts';

/** What the build makes of all files; files that are not built have none. */
declare const BUILD_ID: string | undefined;

// The build writes this file and what it imports statically in a syntax that any Node.js from 12.20 on
// can parse, so that a version that is too old gets a sentence and not a syntax error.
const complaint = versionComplaint(process.version, packageJson.engines.node);
if (complaint === undefined) start();
else quit(complaint);

function start(): void {
  const folder = cacheFolder();
  if (folder !== undefined && typeof BUILD_ID === 'string') keepCompiledCode(folder, BUILD_ID);
  import('./main.ts').then(
    (cli) => cli.run(),
    (error) => quit(`tidewaiter: cannot load its own files, install it again: ${String(error).split('\n')[0]}`),
  );
}

/**
 * Where compiled code is kept, so that the next start is faster: in the user's own cache (XDG Base
 * Directory Specification), as what others can write must not be run. Where it cannot be written, nothing is kept; nor
 * where the variable is set that turns off what Node.js keeps.
 */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME, HOME, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  const root = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
  return root?.startsWith('/') ? `${root}/tidewaiter/compile-cache` : undefined;
}

function quit(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
