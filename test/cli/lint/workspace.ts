import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { folderWith, type Surroundings, tidewaiter } from '../command-line.ts';

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

/** A Dockerfile with one finding of a rule that every configuration has, at 1:6. */
export const UNPINNED = 'FROM alpine:3.20\n';
/** Settings by which that finding is an error, and nothing else is found. */
export const ONLY_PINS = ['--error=pin-image-digest', '--ignore=require-user', '--shellcheck=off'];
/** One that is fine. */
export const CLEAN = `FROM alpine:3.20@sha256:${'a'.repeat(64)}\nUSER 1000\n`;

/** Files of a user, and a way to lint among them: `@` stands for the folder, which is cut from what is said. */
export function workspace(files: Readonly<Record<string, string | Buffer>>) {
  const folder = folderWith(files);
  folders.push(folder);
  const shorten = (text: string) => text.replaceAll(`${folder.path}/`, '').replaceAll(folder.path, '.');
  return {
    root: folder.path,
    at: (name: string) => join(folder.path, name),
    async lint(args: readonly string[], surroundings: Surroundings = {}) {
      const given = args.map((arg) => arg.replaceAll('@', folder.path));
      const { code, out, err } = await tidewaiter(['lint', ...given], surroundings);
      return { code, out: shorten(out), err: shorten(err) };
    },
  };
}

/** The files that have findings, in the order of the report. */
export function filesIn(out: string): readonly string[] {
  return [...new Set([...out.matchAll(/^(.+?):\d/gm)].map(([, file]) => file ?? ''))];
}
