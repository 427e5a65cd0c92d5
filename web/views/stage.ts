import type { OwnVideo } from '../api/studio.ts';
import { el, messageOf } from '../dom.ts';
import { play } from '../player.ts';
import { hrefOf } from '../routes.ts';
import { progressBar } from './progress.ts';
import { STATUS_WORDS } from './words.ts';

/** A file on its way to the store. */
export interface Sending {
  readonly title: string;
  readonly sentPercent: number;
  /** For example `12.3 of 80.0 MB`. */
  readonly detail: string;
}

export interface Stage {
  readonly element: HTMLElement;
  /** A file that is being sent; its video is not of interest yet. */
  sending(state: Sending): void;
  video(card: OwnVideo): void;
  problem(title: string, message: string, again?: () => void): void;
  nothing(): void;
}

/** The large panel: what is going on with one video and, once it is ready, the video. */
export function stageView(): Stage {
  const status = el('p', {
    className: 'status',
    dataset: { testid: 'status' },
    attributes: { 'aria-live': 'polite' },
  });
  const percent = el('p', { className: 'percent', dataset: { testid: 'percent' } });
  const detail = el('p', { className: 'quiet detail' });
  const bar = progressBar('Progress');
  const again = el('button', { type: 'button', className: 'primary' }, 'Try again');
  const panel = el('div', { className: 'panel' }, percent, status, detail, bar.element, again);
  const screen = el('div', { className: 'screen' });
  const title = el('h1');
  const quality = el('p', { className: 'quality' });
  const address = el('a', { hidden: true }, 'Its page');
  const caption = el('div', { className: 'caption' }, title, quality, address);

  let playing: { id: string; stop: () => void } | undefined;
  const stopPlaying = () => {
    playing?.stop();
    playing = undefined;
    screen.replaceChildren();
    quality.textContent = '';
    address.hidden = true;
  };

  const show = (
    heading: string,
    words: string,
    at: number | undefined,
    options: { detail?: string; bar?: boolean; again?: () => void } = {},
  ) => {
    stopPlaying();
    title.textContent = heading;
    // Set only when it is another one: it is read aloud when it changes.
    if (status.textContent !== words) status.textContent = words;
    percent.textContent = at === undefined ? '' : `${Math.floor(at)} %`;
    detail.textContent = options.detail ?? '';
    bar.element.hidden = !(options.bar ?? true);
    bar.set(at);
    again.hidden = !options.again;
    again.onclick = options.again ?? null;
    panel.hidden = false;
  };

  const showVideo = (card: OwnVideo) => {
    if (playing?.id === card.id) return;
    stopPlaying();
    const video = el('video', {
      controls: true,
      playsInline: true,
      dataset: { testid: 'player' },
      attributes: { 'aria-label': card.title },
    });
    title.textContent = card.title;
    address.href = hrefOf({ view: 'video', id: card.id });
    address.hidden = false;
    status.textContent = STATUS_WORDS.READY;
    percent.textContent = '100 %';
    panel.hidden = true;
    screen.replaceChildren(video);
    let isWanted = true;
    let stop: (() => void) | undefined;
    playing = {
      id: card.id,
      stop: () => {
        isWanted = false;
        stop?.();
      },
    };
    const failed = (message: string) => {
      if (isWanted) show(card.title, message, undefined, { bar: false, again: () => showVideo(card) });
    };
    const events = { failed, quality: (name: string) => (quality.textContent = name) };
    play(video, card.id, events).then(
      (stopHls) => {
        if (isWanted) stop = stopHls;
        else stopHls();
      },
      (error: unknown) => failed(messageOf(error)),
    );
  };

  return {
    element: el(
      'section',
      { className: 'stage', attributes: { 'aria-label': 'Video' } },
      el('div', { className: 'frame' }, screen, panel),
      caption,
    ),
    sending(state) {
      status.dataset['status'] = 'SENDING';
      show(state.title, 'Sending the file', state.sentPercent, { detail: state.detail });
    },
    video(card) {
      status.dataset['status'] = card.status;
      if (card.status === 'READY') showVideo(card);
      else if (card.status === 'FAILED')
        show(card.title, card.failure?.message ?? STATUS_WORDS.FAILED, undefined, { bar: false });
      else show(card.title, STATUS_WORDS[card.status], card.progress ?? undefined);
    },
    problem: (heading, message, retry) =>
      show(heading, message, undefined, { bar: false, ...(retry && { again: retry }) }),
    nothing: () => show('', 'Choose a video, or drop a new one.', undefined, { bar: false }),
  };
}
