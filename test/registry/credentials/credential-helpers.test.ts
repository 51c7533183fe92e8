import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CredentialHelpers, type HelperOptions } from '../../../src/registry/credentials/credential-helpers.ts';
import { HelperFolder } from './helper-scripts.ts';

const PATH = '/usr/bin:/bin';
const never = new AbortController().signal;
const ME = { ServerURL: 'r.io', Username: 'me', Secret: 'S3cret' };

let folder: HelperFolder;
beforeEach(() => {
  folder = new HelperFolder();
});
afterEach(() => folder.remove());

function helpers(options: Partial<HelperOptions> = {}): CredentialHelpers {
  return new CredentialHelpers({ folders: [folder.path], environment: { PATH }, ...options });
}

async function fault(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'RegistryError', code: 'unauthorized' });
  const { message } = error as Error;
  expect(message).not.toContain('S3cret');
  return message;
}

describe('a credential helper', () => {
  test('gives user and password', async () => {
    folder.answering('me', ME);
    expect(await helpers().ask('me', 'r.io', never)).toEqual({ kind: 'basic', username: 'me', password: 'S3cret' });
  });

  test('gives an identity token under the user <token>', async () => {
    folder.answering('me', { ...ME, Username: '<token>' });
    expect(await helpers().ask('me', 'r.io', never)).toEqual({ kind: 'refresh', token: 'S3cret' });
  });

  test.each([
    ['says that it knows of none', 'cat > /dev/null; echo "credentials not found in native keychain"; exit 1'],
    ['gives empty ones', 'echo \'{"ServerURL":"","Username":"","Secret":""}\''],
  ])('that %s has none', async (_, script) => {
    folder.add('none', script);
    expect(await helpers().ask('none', 'r.io', never)).toBeUndefined();
  });

  test('is given `get`, the server, and the environment that it may have, and no shell', async () => {
    folder.add(
      'spy',
      `server=$(cat); printf '{"Username":"%s","Secret":"%s"}' "$1 $server" "$(env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort | tr '\\n' ' ')"`,
    );
    const spied = await helpers({ environment: { PATH, HOME: '/h' } }).ask('spy', 'r.io/$(id);`id`', never);
    expect(spied).toEqual({ kind: 'basic', username: 'get r.io/$(id);`id`', password: `HOME=/h PATH=${PATH} ` });
  });

  test('may leave its input unread', async () => {
    folder.add('deaf', 'exec 0<&-; echo \'{"Username":"me","Secret":"x"}\'');
    expect(await helpers().ask('deaf', 'r'.repeat(200_000), never)).toMatchObject({ username: 'me' });
  });

  test.each([
    ['fails', 'echo S3cret; echo S3cret >&2; exit 3', 'it ended with exit code 3; run it by hand to see why'],
    ['prints no JSON', 'echo S3cret', 'its answer is not JSON with Username and Secret'],
    ['prints something else', 'echo \'["S3cret"]\'', 'its answer is not JSON with Username and Secret'],
    ['leaves the user out', 'echo \'{"Secret":"S3cret"}\'', 'its answer is not JSON with Username and Secret'],
    [
      'has half an answer',
      'echo \'{"Username":"","Secret":"S3cret"}\'',
      'its answer has only one of Username and Secret',
    ],
    ['prints without end', 'yes S3cret', 'it printed more than 65536 bytes'],
    ['kills itself', 'kill -9 $$', 'it was killed'],
  ])('that %s is an error', async (_, script, expected) => {
    folder.add('bad', script);
    expect(await fault(helpers().ask('bad', 'r.io', never))).toBe(
      `the credential helper docker-credential-bad gave no credentials: ${expected}`,
    );
  });

  test('that takes too long is killed with what it has started', async () => {
    folder.add('slow', `(sleep 1; touch "${folder.path}/survived") & sleep 60`);
    expect(await fault(helpers({ timeLimit: 200 }).ask('slow', 'r.io', never))).toContain('it took more than 200 ms');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(existsSync(join(folder.path, 'survived'))).toBe(false);
  });

  test('that cannot be started is an error', async () => {
    folder.add('odd', '');
    writeFileSync(join(folder.path, 'docker-credential-odd'), '#!/nowhere/at/all\n', { mode: 0o755 });
    expect(await fault(helpers().ask('odd', 'r.io', never))).toContain('it cannot be started (ENOENT)');
  });

  test('is a program with that very name in a folder that was named', async () => {
    writeFileSync(join(folder.path, 'docker-credential-text'), 'x', { mode: 0o644 });
    mkdirSync(join(folder.path, 'docker-credential-folder'));
    const absent = 'it is in no folder of PATH; install it, or take it out of the docker config';
    expect(await fault(helpers().ask('text', 'r.io', never))).toContain(absent);
    expect(await fault(helpers().ask('folder', 'r.io', never))).toContain(absent);
    folder.answering('me', ME);
    expect(
      await fault(helpers({ folders: [relative(process.cwd(), folder.path), ''] }).ask('me', 'r.io', never)),
    ).toContain(absent);
    expect(await fault(helpers().ask('../me', 'r.io', never))).toContain('this is no name of a credential helper');
  });
});

describe('answers', () => {
  test('are shared by those who ask at the same time, and kept for five minutes', async () => {
    folder.answering('me', ME);
    let now = 1_000;
    const known = helpers({ now: () => now });
    const asked = await Promise.all([1, 2, 3].map(() => known.ask('me', 'r.io', never)));
    expect(new Set(asked).size).toBe(1);
    expect(folder.runs).toBe(1);
    now += 5 * 60_000 - 1;
    await known.ask('me', 'r.io', never);
    expect(folder.runs).toBe(1);
    now += 1;
    await known.ask('me', 'r.io', never);
    expect(folder.runs).toBe(2);
    await known.ask('me', 's.io', never);
    expect(folder.runs).toBe(3);
  });

  test('that nobody waits for any more end the helper', async () => {
    folder.add('slow', 'sleep 60');
    const leaving = new AbortController();
    const asked = helpers().ask('slow', 'r.io', leaving.signal);
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ code: 'deadline' });
  });

  test('are waited for where many helpers run, of which no more than 16 do at a time', async () => {
    folder.add(
      'slow',
      `mkdir -p ${folder.path}/on; touch ${folder.path}/on/$$; ls ${folder.path}/on | wc -l >> ${folder.path}/counts; sleep 0.2; rm ${folder.path}/on/$$; echo '{"Username":"me","Secret":"x"}'`,
    );
    const known = helpers();
    const asked = Array.from({ length: 40 }, (_, index) => known.ask('slow', `r${index}.io`, never));
    expect(await Promise.all(asked)).toEqual(asked.map(() => ({ kind: 'basic', username: 'me', password: 'x' })));
    const counts = readFileSync(join(folder.path, 'counts'), 'utf8').trim().split('\n').map(Number);
    expect(counts).toHaveLength(40);
    expect(Math.max(...counts)).toBeLessThanOrEqual(16);
  });
});

test('where no file may be opened any more, that is an answer and not the end', async () => {
  const module = pathToFileURL(join(process.cwd(), 'src/registry/credentials/run-program.ts'));
  const script = `
    import { closeSync, openSync } from 'node:fs';
    import { runProgram } from '${module}';
    const open = [];
    try { for (;;) open.push(openSync('/dev/null')); } catch {}
    const signal = new AbortController().signal;
    const asked = runProgram('/bin/true', [], { input: '', environment: {}, timeLimit: 5_000, maxOutput: 9, signal });
    for (const file of open) closeSync(file);
    process.stdout.write((await asked).problem);`;
  const limited = 'ulimit -n 48; exec "$0" --input-type=module -e "$1"';
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', limited, process.execPath, script]);
  expect(stdout).toBe('it cannot be started (EMFILE)');
});
