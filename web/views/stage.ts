import { isPlayable } from '../../client/index.ts';
import type { OwnVideo } from '../api/studio.ts';
import { el } from '../dom.ts';
import { hrefOf } from '../routes.ts';
import { panel, type Maker, type Said } from './panel.ts';
import { screenView, type Screen } from './screen.ts';

/** A file on its way to the store. */
export interface Sending {
  readonly title: string;
  readonly sentPercent: number;
  /** For example `12.3 of 80.0 MB`. */
  readonly detail: string;
  /** There as soon as there is something to cancel. */
  readonly cancel?: () => void;
}

export interface Stage {
  readonly element: HTMLElement;
  /** A file that is being sent; its video is not of interest yet. */
  sending(state: Sending): void;
  video(card: OwnVideo): void;
  problem(title: string, message: string, again?: () => void): void;
  nothing(): void;
}

/**
 * The large panel: what is going on with one video and, once it can be watched, the video.
 *
 * @param makerOf what can be done about the making of a video
 */
export function stageView(makerOf: (card: OwnVideo) => Maker): Stage {
  const words = panel();
  const empty = el('div', { className: 'frame' }, words.element);
  const place = el('div', {}, empty);
  const title = el('h1');
  const address = el('a', { hidden: true, dataset: { testid: 'its-page' } }, 'Watch on its page');
  let current: { card: OwnVideo; readonly screen: Screen } | undefined;

  const leave = () => {
    current?.screen.stop();
    current = undefined;
    address.hidden = true;
    if (place.firstChild !== empty) place.replaceChildren(empty);
  };
  const say = (heading: string, what: Said) => {
    leave();
    title.textContent = heading;
    words.say(what);
  };
  const enter = (card: OwnVideo) => {
    leave();
    const screen = screenView({ video: () => current?.card ?? card, maker: makerOf(card) });
    place.replaceChildren(screen.element);
    return { card, screen };
  };

  return {
    element: el(
      'section',
      { className: 'stage', attributes: { 'aria-label': 'Video' } },
      place,
      el('div', { className: 'caption' }, title, address),
    ),
    sending: ({ title: heading, sentPercent, detail, cancel }) =>
      say(heading, {
        words: 'Sending the file',
        status: 'SENDING',
        percent: sentPercent,
        detail,
        ...(cancel && { actions: [{ label: 'Cancel', act: cancel }] }),
      }),
    video(card) {
      current = current?.card.id === card.id ? { ...current, card } : enter(card);
      title.textContent = card.title;
      address.href = hrefOf({ view: 'video', id: card.id });
      address.hidden = !isPlayable(card);
      current.screen.show(card);
    },
    problem: (heading, message, retry) =>
      say(heading, {
        words: message,
        ...(retry && { actions: [{ label: 'Try again', isMain: true, act: retry }] }),
      }),
    nothing: () => say('', { words: 'Choose a video, or drop a new one.' }),
  };
}
