import type { VideoState } from '../../client/index.ts';
import type { Grant } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import type { Place } from '../player/engine.ts';
import { standingAt } from '../player/place.ts';
import { showingOf, stepFrom, type Showing } from '../showing.ts';
import { panel, stateSaid, type Maker, type Said } from './panel.ts';
import { playerView, type Playable, type PlayerView } from './player/player-view.ts';
import { soonWords } from './words.ts';

export interface Screen {
  readonly element: HTMLElement;
  /** Shows what there is of the video now: words, its lowest renditions, all of them. What plays goes on. */
  show(state: VideoState): void;
  /** Shows words in the place of the picture. */
  say(what: Said): void;
  /** Asks whether what plays may go on. */
  renew(): void;
  stop(): void;
}

/** What stands in the place of the picture for those who may not see it. */
export interface Wall {
  readonly element: HTMLElement;
  stop(): void;
}

/** The place of one video's picture. */
export function screenView(options: {
  /** As far as it is known when it begins to play. */
  readonly video: () => Playable;
  /** Only for its owner. */
  readonly maker?: Maker;
  /** Seconds. */
  readonly from?: number;
  /** Called with each media element that plays; answers with the way to end what it began. */
  readonly began?: (element: HTMLVideoElement) => () => void;
  readonly granted?: (grant: Grant) => void;
  /** Whether there is no need to ask for a grant. */
  readonly isWalled?: () => boolean;
  /** @param open to be called when the video may be watched after all */
  readonly wall?: (open: () => void) => Wall;
}): Screen {
  const words = panel();
  const soon = el('p', { className: 'soon', dataset: { testid: 'soon' }, attributes: { role: 'status' } });
  const place = el('div', { className: 'screen' });
  let shown: Showing | undefined;
  let player: PlayerView | undefined;
  let ended = () => {};

  const stop = () => {
    ended();
    ended = () => {};
    player?.stop();
    player = undefined;
    shown = undefined;
  };
  const say = (what: Said) => {
    stop();
    soon.textContent = '';
    if (place.firstChild !== words.element) place.replaceChildren(words.element);
    words.say(what);
  };
  const show = (state: VideoState) => {
    const step = stepFrom(shown, state);
    if (step === 'say') say(stateSaid(state, options.maker));
    else if (step === 'take over') player?.renew();
    else if (step === 'play') begin(state);
    shown = showingOf(state);
    soon.textContent = shown === 'early' ? soonWords(state.progress) : '';
  };
  const begin = (state: VideoState, from: Place = standingAt(options.from ?? 0)) => {
    stop();
    if (options.isWalled?.()) return wallUp(state, from);
    const opened = playerView(
      options.video(),
      {
        ...(options.granted && { granted: options.granted }),
        failed(reason) {
          if (player !== opened) return;
          say({ words: reason, actions: [{ label: 'Try again', isMain: true, act: () => show(state) }] });
        },
        walled(at) {
          if (player === opened) wallUp(state, at);
        },
      },
      from,
    );
    player = opened;
    ended = options.began?.(opened.video) ?? ended;
    place.replaceChildren(opened.element);
  };
  /** Whoever becomes a member goes on where they were, at once. */
  const wallUp = (state: VideoState, at: Place) => {
    const before = shown;
    stop();
    if (!options.wall) return say({ words: 'This video is for members.' });
    const wall = options.wall(() => {
      begin(state, { ...at, isPaused: false });
      shown = showingOf(state);
    });
    shown = before;
    ended = wall.stop;
    soon.textContent = '';
    place.replaceChildren(wall.element);
  };
  return {
    element: el('div', { className: 'frame' }, place, soon),
    show,
    say,
    renew: () => player?.renew(),
    stop,
  };
}
