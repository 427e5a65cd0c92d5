/** A progress bar on a terminal; plain lines elsewhere. */
export interface Progress {
  /** Says what begins now. */
  step(label: string): void;
  /** Writes a whole line above the bar. */
  line(text: string): void;
  /** Takes the bar away; what follows may write as it likes. */
  done(): void;
}

const WIDTH = 24;
const CLEAR = '\r\x1b[2K';

export function createProgress(
  steps: number,
  output: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
): Progress {
  let taken = 0;
  let bar = '';
  return {
    step(label) {
      const filled = Math.round((taken / steps) * WIDTH);
      bar = output.isTTY ? `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${label}` : '';
      output.write(output.isTTY ? `${CLEAR}${bar}` : `${label} …\n`);
      taken += 1;
    },
    line: (text) => void output.write(bar ? `${CLEAR}${text}\n${bar}` : `${text}\n`),
    done() {
      if (bar) output.write(CLEAR);
      bar = '';
    },
  };
}
