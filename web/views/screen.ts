import type { Video } from '../api/catalogue.ts';
import { recordProgress } from '../api/engagement.ts';
import { el, messageOf } from '../dom.ts';
import { play } from '../player.ts';
import { createPositionNotes, resumeAt } from '../position.ts';
import { currentUser } from '../session.ts';
import { STATUS_WORDS } from './words.ts';

/** The picture of the watch page: the player, or the words why there is none. */
export function screenView(video: Video): { element: HTMLElement; stop(): void } {
  const quality = el('span', { className: 'quality' });
  const screen = el('div', { className: 'screen' });
  const element = el('div', { className: 'frame' }, screen, quality);
  const say = (words: string) =>
    screen.replaceChildren(el('p', { className: 'panel', attributes: { role: 'status' } }, words));

  if (video.status !== 'READY') {
    say(video.failure?.message ?? STATUS_WORDS[video.status]);
    return { element, stop() {} };
  }
  const from = resumeAt(video.viewer?.positionSeconds, video.durationSeconds);
  const player = el('video', {
    controls: true,
    playsInline: true,
    dataset: { testid: 'player' },
    attributes: { 'aria-label': video.title },
  });
  screen.replaceChildren(player);
  const stopNoting = currentUser() ? notePosition(player, video, from) : () => {};

  let isLeft = false;
  let stopPlaying = () => {};
  const failed = (message: string) => {
    if (!isLeft) say(message);
  };
  play(player, video.id, { failed, quality: (name) => (quality.textContent = name) }, from).then(
    (stop) => {
      if (isLeft) stop();
      else stopPlaying = stop;
    },
    (error: unknown) => failed(messageOf(error)),
  );
  return {
    element,
    stop() {
      isLeft = true;
      stopNoting();
      stopPlaying();
    },
  };
}

/** Keeps the server told of where somebody is. Answers with the way to stop, which tells it once more. */
function notePosition(player: HTMLVideoElement, video: Video, from: number): () => void {
  const notes = createPositionNotes(
    {
      note: (position) => recordProgress(video.id, position),
      failed: (error) => console.warn('The position was not noted.', error),
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
