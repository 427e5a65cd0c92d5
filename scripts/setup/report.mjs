/**
 * What the person who typed the command sees while the set-up works.
 *
 * @typedef {object} Report
 * @property {(text: string) => void} line
 * @property {<T>(label: string, work: () => Promise<T>) => Promise<T>} during Shows that something is under
 *   way, and how long it has been; says how long it took.
 */

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

/**
 * On a terminal a line that moves; in a log (CI) one line at the start and one at the end.
 *
 * @param {{ isTTY?: boolean, write(text: string): unknown }} [stream]
 * @returns {Report}
 */
export function createReport(stream = process.stderr) {
  return {
    line: (text) => void stream.write(`${text}\n`),
    async during(label, work) {
      const started = Date.now();
      const stop = stream.isTTY ? spin(stream, label, started) : announce(stream, label);
      try {
        const result = await work();
        stop();
        stream.write(`✓ ${label} (${elapsed(started)})\n`);
        return result;
      } catch (error) {
        stop();
        stream.write(`✗ ${label} (${elapsed(started)})\n`);
        throw error;
      }
    },
  };
}

/**
 * @param {{ write(text: string): unknown }} stream
 * @param {string} label
 * @param {number} started
 */
function spin(stream, label, started) {
  let frame = 0;
  const draw = () => stream.write(`\r\x1b[2K${FRAMES[frame++ % FRAMES.length]} ${label} ${elapsed(started)}`);
  draw();
  const timer = setInterval(draw, 100);
  return () => {
    clearInterval(timer);
    stream.write('\r\x1b[2K');
  };
}

/**
 * @param {{ write(text: string): unknown }} stream
 * @param {string} label
 */
function announce(stream, label) {
  stream.write(`… ${label}\n`);
  return () => {};
}

/** @param {number} started milliseconds since the epoch */
export function elapsed(started) {
  const seconds = (Date.now() - started) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
