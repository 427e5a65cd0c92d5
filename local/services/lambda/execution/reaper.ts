import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Outlives this process for a moment and ends the environments that it leaves behind. An environment ends by itself
 * when its channel closes, but one that is busy without end never sees that.
 */
export interface Reaper {
  /** Ends the process with this one, however this one ends; a process that ends before is forgotten. */
  watch(child: ChildProcess): void;
  /** When no environment lives any more. */
  close(): Promise<void>;
}

/**
 * Its standard input closes when this process dies. `+` and `-` before the id of a process tell what lives. A shell,
 * because it takes 1 MB where another process of Node would take 40, and a thread in each environment 5.
 */
const SCRIPT = `
  trap '' INT TERM HUP
  living=' '
  while read -r change pid; do
    case $change in
      +) living="$living$pid " ;;
      -) living="\${living%% $pid *} \${living#* $pid }" ;;
    esac
  done
  kill -9 $living
`;

/** The shell is started with the first environment. A machine without a shell (Windows) has no reaper. */
export function createReaper(): Reaper {
  let shell: ChildProcess | undefined;
  let works = true;

  function start(): ChildProcess {
    const started = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'] });
    const broken = () => (works = false);
    started.on('error', broken);
    started.on('exit', broken);
    started.stdin.on('error', broken);
    started.unref();
    return started;
  }

  const tell = (change: '+' | '-', pid: number) => {
    if (works) shell?.stdin?.write(`${change} ${pid}\n`);
  };

  return {
    watch(child) {
      const { pid } = child;
      if (pid === undefined) return;
      shell ??= start();
      tell('+', pid);
      child.once('exit', () => tell('-', pid));
    },
    async close() {
      if (!shell || !works) return;
      const ended = new Promise((resolve) => shell?.once('close', resolve));
      shell.stdin?.end();
      await ended;
    },
  };
}
