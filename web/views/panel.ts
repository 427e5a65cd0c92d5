import { canCancel, canRetry, type VideoState } from '../../client/index.ts';
import { el } from '../dom.ts';
import { progressBar } from './progress.ts';
import { STATUS_WORDS } from './words.ts';

/** Something that can be done about what the panel says. */
export interface Action {
  readonly label: string;
  readonly isMain?: boolean;
  readonly act: () => void;
}

export interface Said {
  readonly words: string;
  /** Of whatever is under way; null while nobody knows how far it is, left out where nothing is. */
  readonly percent?: number | null;
  readonly detail?: string;
  readonly actions?: readonly Action[];
  /** For the style and for tests. */
  readonly status?: string;
}

export interface Panel {
  readonly element: HTMLElement;
  say(what: Said): void;
}

/** Words in the place of the picture. */
export function panel(): Panel {
  const status = el('p', {
    className: 'status',
    dataset: { testid: 'status' },
    attributes: { 'aria-live': 'polite' },
  });
  const percent = el('p', { className: 'percent', dataset: { testid: 'percent' } });
  const detail = el('p', { className: 'quiet detail' });
  const bar = progressBar('Progress');
  const buttons = el('div', { className: 'row' });
  let shown = '';
  return {
    element: el('div', { className: 'panel' }, percent, status, detail, bar.element, buttons),
    say(what) {
      // Set only when it is another one: it is read aloud when it changes.
      if (status.textContent !== what.words) status.textContent = what.words;
      status.dataset['status'] = what.status ?? '';
      percent.textContent = typeof what.percent === 'number' ? `${Math.floor(what.percent)} %` : '';
      detail.textContent = what.detail ?? '';
      bar.element.hidden = what.percent === undefined;
      bar.set(what.percent ?? undefined);
      const actions = what.actions ?? [];
      // Buttons that stay keep their focus; what they do is as new as the words.
      const labels = actions.map(({ label }) => label).join();
      if (labels !== shown) buttons.replaceChildren(...actions.map(button));
      shown = labels;
      actions.forEach(({ act }, index) => ((buttons.children[index] as HTMLButtonElement).onclick = act));
    },
  };
}

const button = ({ label, isMain }: Action) =>
  el('button', { type: 'button', ...(isMain && { className: 'primary' }) }, label);

/** What an owner can do about the making of a video. */
export interface Maker {
  readonly retry: () => void;
  readonly cancel: () => void;
}

/** How far a video is, why it failed, and what its owner can do about it. Nothing can be done by anyone else. */
export const stateSaid = (state: VideoState, maker?: Maker): Said => ({
  words: state.failure?.message ?? STATUS_WORDS[state.status],
  status: state.status,
  ...(canCancel(state) && { percent: state.progress ?? null }),
  actions: maker
    ? [
        ...(canRetry(state) ? [{ label: 'Try again', isMain: true, act: maker.retry }] : []),
        ...(canCancel(state) ? [{ label: 'Cancel', act: maker.cancel }] : []),
      ]
    : [],
});
