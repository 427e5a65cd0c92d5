import type { Place } from './engine.ts';

/** Where one begins who comes to stand at a moment, in seconds. */
export const standingAt = (position: number): Place => ({
  ...{ position, isPaused: true, rate: 1, captions: undefined },
});

/** The part of a media element that says how it is watched. */
export interface Watched {
  currentTime: number;
  playbackRate: number;
  readonly paused: boolean;
  readonly readyState: number;
  play(): Promise<void>;
}

/** Where somebody is. Before its first picture an element is nowhere: then where it was about to begin still counts. */
export const placeOf = (video: Watched, captions: string | undefined, before: Place): Place => ({
  position: video.readyState === 0 ? before.position : video.currentTime,
  isPaused: video.readyState === 0 ? before.isPaused && video.paused : video.paused,
  rate: video.playbackRate,
  captions,
});

/** Goes on as before, once another address has taken over: a new one stands still at its usual speed. */
export function goOn(video: Watched, place: Place, failed: (error: unknown) => void): void {
  video.playbackRate = place.rate;
  if (!place.isPaused) video.play().catch(failed);
}
