/** The width of the seek bar's thumb, in pixels, as the style has it: its middle is where the bar's value is. */
const THUMB = 14;

/** The moment under a pointer, in seconds. */
export function momentAt(x: number, width: number, duration: number): number {
  const share = (x - THUMB / 2) / (width - THUMB);
  return duration * Math.min(1, Math.max(0, share));
}

/** Where the middle of a preview goes, in pixels: above its moment, and inside the bar as far as it fits. */
export function previewAt(moment: number, duration: number, width: number, previewWidth: number): number {
  const share = duration > 0 ? moment / duration : 0;
  const middle = THUMB / 2 + share * (width - THUMB);
  const edge = previewWidth / 2;
  return edge * 2 > width ? width / 2 : Math.min(width - edge, Math.max(edge, middle));
}

const SMALL = 5;

/** Where a key leads; undefined for one that leads nowhere. */
export function momentAfter(key: string, moment: number, duration: number): number | undefined {
  const jump = Math.max(SMALL, duration / 10);
  const moments: Readonly<Record<string, number>> = {
    ArrowLeft: moment - SMALL,
    ArrowDown: moment - SMALL,
    ArrowRight: moment + SMALL,
    ArrowUp: moment + SMALL,
    PageDown: moment - jump,
    PageUp: moment + jump,
    Home: 0,
    End: duration,
  };
  const target = moments[key];
  return target === undefined ? undefined : Math.min(duration, Math.max(0, target));
}
