/** Whether there is time for another step. */
export type TimeLeft = () => boolean;

/** How far one call came. */
export interface Progress {
  /** How many rows it deleted. */
  readonly count: number;
  /** Whether it saw the end. */
  readonly complete: boolean;
}
