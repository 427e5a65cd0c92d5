/** A progress bar on a terminal; plain lines elsewhere. */
export interface Progress {
  /** Says what begins now. */
  step(label: string): void;
  done(): void;
}

const WIDTH = 24;

export function createProgress(steps: number, output: NodeJS.WriteStream = process.stderr): Progress {
  let taken = 0;
  const draw = (label: string) => {
    const filled = Math.round((taken / steps) * WIDTH);
    output.write(`\r\x1b[2K[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${label}`);
  };
  return {
    step(label) {
      if (output.isTTY) draw(label);
      else output.write(`${label} …\n`);
      taken += 1;
    },
    done() {
      if (output.isTTY) output.write('\r\x1b[2K');
    },
  };
}
