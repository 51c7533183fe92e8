import type { Script } from 'node:vm';

/** What Node.js calls for the text of a CommonJS file: the one place where compiled code can be handed in. */
interface ModulePrototype {
  _compile(this: CommonJsModule, source: string, file: string): unknown;
}

interface CommonJsModule {
  exports: unknown;
  require(id: string): unknown;
}

type Body = (
  exports: unknown,
  require: (id: string) => unknown,
  module: CommonJsModule,
  file: string,
  dir: string,
) => void;

/** Code that is to be kept when the process ends. */
interface Fresh {
  readonly place: string;
  readonly source: string;
  readonly script: Script;
}

/** Checksums of the text and of the code stand in front of it: V8 looks at the length of the text alone. */
const HEAD = 8;

/** From then on code is kept anew: what ran first may be less than what is run later. */
const RENEWED_AFTER_MS = 3_600_000;

/**
 * Keeps what CommonJS files that are loaded from now on are compiled to, so that the next start is faster. Node's own compile
 * cache keeps what V8 compiles when it loads a file, which is little: most functions are compiled at their first call. Here it
 * is kept when the process ends, with every function that ran. Whatever fails, the files are compiled as ever.
 *
 * @param folder absolute; only the user may write there, as what lies in it is run
 */
export function keepCompiledCode(folder: string): void {
  const { writeFileSync, renameSync, mkdirSync } = process.getBuiltinModule('node:fs');
  const { Module } = process.getBuiltinModule('node:module') as unknown as { Module: { prototype: ModulePrototype } };
  const { dirname } = process.getBuiltinModule('node:path');
  const all: Fresh[] = [];
  Module.prototype._compile = function (source, file) {
    const place = `${folder}/${nameOf(file)}`;
    const { script, isFresh } = compile(source, file, place);
    if (isFresh) all.push({ place, source, script });
    const body: Body = script.runInThisContext();
    return body.call(this.exports, this.exports, (id) => this.require(id), this, file, dirname(file));
  };
  process.once('exit', () => {
    try {
      if (all.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const { place, source, script } of all) {
        const code = script.createCachedData();
        const unfinished = `${place}.${process.pid}`;
        writeFileSync(unfinished, Buffer.concat([headOf(source, code), code]), { mode: 0o600 });
        renameSync(unfinished, place);
      }
    } catch {
      // A full or read-only disk: the next start takes as long as this one.
    }
  });
}

/** Each Node.js has its own code; each place that we are installed in, too. */
function nameOf(file: string): string {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const { basename } = process.getBuiltinModule('node:path');
  return `${basename(file)}-${process.version}-${process.arch}-${crc32(file).toString(16)}`;
}

function compile(source: string, file: string, place: string): { readonly script: Script; readonly isFresh: boolean } {
  const { Script } = process.getBuiltinModule('node:vm');
  const text = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  const kept = read(source, place);
  const script = new Script(text, { filename: file, cachedData: kept?.code });
  return { script, isFresh: kept === undefined || kept.isOld || script.cachedDataRejected === true };
}

/** Undefined where there is none for this text, or it is damaged. */
function read(source: string, place: string): { readonly code: Buffer; readonly isOld: boolean } | undefined {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  try {
    const bytes = readFileSync(place);
    const code = bytes.subarray(HEAD);
    if (!headOf(source, code).equals(bytes.subarray(0, HEAD))) return undefined;
    return { code, isOld: Date.now() - statSync(place).mtimeMs > RENEWED_AFTER_MS };
  } catch {
    return undefined;
  }
}

function headOf(source: string, code: Buffer): Buffer {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(crc32(source), 0);
  head.writeUInt32LE(crc32(code), 4);
  return head;
}
