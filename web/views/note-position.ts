import { recordProgress } from '../api/engagement.ts';
import { createPositionNotes } from '../position.ts';

/** Keeps the server told of where somebody is. Answers with the way to stop, which tells it once more. */
export function notePosition(
  player: HTMLVideoElement,
  video: { readonly id: string; readonly durationSeconds: number | null },
  from: number,
  failed: (error: unknown) => void,
): () => void {
  const notes = createPositionNotes(
    {
      note: (position) => recordProgress(video.id, position),
      failed,
      now: Date.now,
    },
    { from, duration: video.durationSeconds },
  );
  const stopped = () => {
    // Before the first picture the player is at 0, wherever it is about to begin.
    if (player.readyState >= player.HAVE_CURRENT_DATA) notes.stopped(player.currentTime);
  };
  const hidden = () => {
    if (document.visibilityState === 'hidden') stopped();
  };
  player.addEventListener('timeupdate', () => {
    if (!player.paused && !player.seeking) notes.playing(player.currentTime);
  });
  player.addEventListener('pause', stopped);
  // The last event that a page is sure to get, on phones too.
  document.addEventListener('visibilitychange', hidden);
  window.addEventListener('pagehide', stopped);
  return () => {
    stopped();
    document.removeEventListener('visibilitychange', hidden);
    window.removeEventListener('pagehide', stopped);
  };
}
