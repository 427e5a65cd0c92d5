/** A progress bar on a terminal; plain lines elsewhere. */
export interface Progress {
  /** Says what begins now. */
  step(label: string): void;
  /** Says how far the step has come, from 0 to 1. On a terminal only. */
  advance(share: number, note?: string): void;
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
  let begun = 0;
  let current = '';
  let bar = '';
  const draw = (share: number, text: string) => {
    const filled = Math.round(((begun - 1 + share) / steps) * WIDTH);
    bar = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${text}`;
    output.write(`${CLEAR}${bar}`);
  };
  return {
    step(label) {
      begun += 1;
      current = label;
      if (output.isTTY) draw(0, label);
      else output.write(`${label} …\n`);
    },
    advance(share, note) {
      if (output.isTTY) draw(share, note === undefined ? current : `${current}  ${note}`);
    },
    line: (text) => void output.write(bar ? `${CLEAR}${text}\n${bar}` : `${text}\n`),
    done() {
      if (bar) output.write(CLEAR);
      bar = '';
    },
  };
}
