/** How often a position is noted while a video plays, in milliseconds. */
const INTERVAL = 10_000;
/** Less than this is no news, and no beginning, in seconds. */
const MOMENT = 1;
/** From here on a video counts as watched, and begins anew. */
const FINISHED = 0.95;

/** Where to go on, in seconds: at the beginning unless somebody stopped in the middle. */
export function resumeAt(position: number | null | undefined, duration: number | null): number {
  if (position == null || position < MOMENT) return 0;
  return duration !== null && position >= duration * FINISHED ? 0 : position;
}

export interface PositionNotes {
  /** It plays, and is here now. */
  playing(position: number): void;
  /** It stopped here: paused, ended, or left. */
  stopped(position: number): void;
}

/**
 * Notes how far somebody has watched: every ten seconds while it plays, and when it stops. One note at a time, so that
 * an older one never overtakes a newer one; of those that wait only the last is sent.
 */
export function createPositionNotes(
  ports: {
    readonly note: (position: number) => Promise<void>;
    readonly failed: (error: unknown) => void;
    /** Milliseconds of any clock. */
    readonly now: () => number;
  },
  { from, duration }: { from: number; duration: number | null },
): PositionNotes {
  let noted = from;
  let notedAt = ports.now();
  let waiting: number | undefined;
  let isBusy = false;

  async function send(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting !== undefined) {
      const position = waiting;
      waiting = undefined;
      await ports.note(position).catch(ports.failed);
    }
    isBusy = false;
  }

  const note = (position: number) => {
    // A player's idea of the end may be a little beyond the server's.
    noted = Math.max(0, Math.min(position, duration ?? position));
    notedAt = ports.now();
    waiting = noted;
    void send();
  };

  return {
    playing(position) {
      if (ports.now() - notedAt >= INTERVAL) note(position);
    },
    stopped(position) {
      if (Math.abs(position - noted) >= MOMENT) note(position);
    },
  };
}
