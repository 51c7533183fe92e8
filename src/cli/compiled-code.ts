import type { Script } from 'node:vm';

/** What Node.js calls for the text of a CommonJS file: the one place where compiled code can be handed in. */
interface ModulePrototype {
  _compile(this: CommonJsModule, source: string, file: string): unknown;
}

interface CommonJsModule {
  exports: unknown;
  require(id: string): unknown;
}

type Require = (id: string) => unknown;
type Body = (exports: unknown, require: Require, module: CommonJsModule, file: string, folder: string) => void;

/** Code that is to be kept when the process ends. */
interface Fresh {
  readonly place: string;
  readonly head: Buffer;
  readonly script: Script;
}

/** Bytes in front of the code that say what it was compiled from: V8 looks at the length of that alone. */
const HEAD = 128;

/** After that code is kept anew: what ran first may be less than what is run later. */
const RENEWED_AFTER_MS = 3_600_000;

/**
 * Keeps what CommonJS files that are loaded from now on are compiled to, so that the next start is faster. Node's own compile
 * cache keeps what V8 compiles while it loads a file, which is little: it compiles most functions at their first call. Here it
 * is kept when the process ends, with every function that ran. Whatever fails, files are compiled as ever.
 *
 * @param folder absolute; only the user may write there, as what lies in it is run
 * @param build stands for the contents of all files
 */
export function keepCompiledCode(folder: string, build: string): void {
  const { Module } = process.getBuiltinModule('node:module') as unknown as { Module: { prototype: ModulePrototype } };
  const { Script } = process.getBuiltinModule('node:vm');
  const { statSync, readFileSync } = process.getBuiltinModule('node:fs');
  const { dirname } = process.getBuiltinModule('node:path');
  const fresh: Fresh[] = [];
  Module.prototype._compile = function compile(source, file) {
    const { size, mtimeMs } = statSync(file);
    const place = `${folder}/${process.version}-${process.arch}${file}`;
    const head = Buffer.from(`${build} ${size} ${mtimeMs}`.padEnd(HEAD));
    const kept = read(place, head);
    const text = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
    const script = new Script(text, { filename: file, cachedData: kept?.code });
    if (kept?.isOld !== false || script.cachedDataRejected) fresh.push({ place, head, script });
    const body: Body = script.runInThisContext();
    return body.call(this.exports, this.exports, (id) => this.require(id), this, file, dirname(file));
  };
  process.once('exit', () => {
    try {
      for (const one of fresh) write(one);
    } catch {
      // A disk that is full or read-only: the next start takes as long as this one.
    }
  });

  /** Undefined where there is none that fits. */
  function read(place: string, head: Buffer): { readonly code: Buffer; readonly isOld: boolean } | undefined {
    try {
      const bytes = readFileSync(place);
      if (!bytes.subarray(0, HEAD).equals(head)) return undefined;
      return { code: bytes.subarray(HEAD), isOld: Date.now() - statSync(place).mtimeMs > RENEWED_AFTER_MS };
    } catch {
      return undefined;
    }
  }
}

/** Whole or not at all, also where the power fails: V8 would run what is damaged. */
function write({ place, head, script }: Fresh): void {
  const { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } = process.getBuiltinModule('node:fs');
  const { dirname } = process.getBuiltinModule('node:path');
  mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
  const unfinished = `${place}.${process.pid}`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    const bytes = Buffer.concat([head, script.createCachedData()]);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, place);
}
