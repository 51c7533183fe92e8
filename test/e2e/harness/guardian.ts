import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends what is left when its standard input closes, which happens however this process ends. It reads
 * `+ PID` and `- PID` lines, and leaves the signals that a terminal sends to all processes to us.
 */
const SCRIPT = `
trap '' HUP INT TERM
pids=
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid" ;;
    -) rest=; for one in $pids; do [ "$one" = "$pid" ] || rest="$rest $one"; done; pids=$rest ;;
  esac
done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
`;

let guardian: ChildProcess | undefined;

/** Puts a child process under guard; the result takes it out again, once it has ended. */
export function guard(pid: number): () => void {
  guardian ??= startGuardian();
  const { stdin } = guardian;
  stdin?.write(`+ ${pid}\n`);
  return () => void stdin?.write(`- ${pid}\n`);
}

function startGuardian(): ChildProcess {
  const child = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  // The pipe must not keep the test run alive either.
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return child;
}
