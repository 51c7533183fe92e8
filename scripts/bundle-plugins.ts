import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Leaves imports of some of our own files, given below `root`, as imports of the `.cjs` files that they are built to. */
export function apart(root: string, files: Readonly<Record<string, string>>): Plugin {
  const builtTo = new Map(Object.entries(files).map(([name, file]) => [join(root, file), `./${name}.cjs`]));
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
        const file = kind === 'entry-point' ? undefined : builtTo.get(join(resolveDir, path));
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

/** What code uses of a package that is to be loaded late. */
interface LateExports {
  /** An exported object, and those of its functions that are called. */
  readonly object: string;
  readonly functions: readonly string[];
  /** Exported classes that nobody needs before the first call: they are undefined until then. */
  readonly classes: readonly string[];
}

/**
 * Makes a package that code imports statically load at the first call of one of its functions, from the
 * CommonJS file `<package>.cjs` beside the bundle. Calls stay synchronous, which `import()` would not.
 */
export function loadedAtFirstCall(name: string, { object, functions, classes }: LateExports): Plugin {
  const file = `./${name}.cjs`;
  const contents = `
    let loaded;
    export let ${classes.join(', ')};
    const load = () => {
      loaded ??= require(${JSON.stringify(file)});
      ({ ${classes.join(', ')} } = loaded);
      return loaded;
    };
    export const ${object} = {
      ${functions.map((called) => `${called}: (...args) => load().${object}.${called}(...args)`).join(',\n')}
    };`;
  return {
    name: `late ${name}`,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: exactly(name) }, () => ({ path: name, namespace: 'late' }));
      onResolve({ filter: exactly(file) }, () => ({ path: file, external: true }));
      onLoad({ filter: /^/, namespace: 'late' }, () => ({ contents }));
    },
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
}
