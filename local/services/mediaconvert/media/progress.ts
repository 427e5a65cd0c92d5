export interface Progress {
  readonly framesDecoded: number;
  /** Seconds of output made. */
  readonly seconds: number;
}

/**
 * Reads ffmpeg's `-progress` stream: `name=value` lines, one block for each report, ended by `progress=`.
 * Chunks may break anywhere. `out_time_us` is `N/A` until the first packet is out.
 */
export function progressReader(report: (progress: Progress) => void): (chunk: string) => void {
  let rest = '';
  let frames = 0;
  let seconds = 0;
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [name, value = ''] = line.split('=');
      const amount = Number(value);
      if (name === 'frame' && amount >= 0) frames = amount;
      else if (name === 'out_time_us' && amount >= 0) seconds = amount / 1e6;
      else if (name === 'progress') report({ framesDecoded: frames, seconds });
    }
  };
}
