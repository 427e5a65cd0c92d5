import type { FrameRate } from './frame-rate.ts';
import type { Size } from './ladder.ts';

/** What is known of a file that a video is made from. It has a picture, or sound, or both. */
export interface Source {
  /** Missing when there is only sound. */
  readonly picture?: Picture;
  readonly hasAudio: boolean;
  /** Seconds. Missing in recordings that were never finished properly. */
  readonly duration?: number;
}

export interface Picture extends Size {
  /** Missing where the file does not say. */
  readonly frameRate?: FrameRate;
  /** Of high dynamic range (PQ or HLG): shown as it is, it would look pale. */
  readonly highRange: boolean;
}
