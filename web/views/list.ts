import { isUnderWay } from '../../client/index.ts';
import type { OwnVideo } from '../api/studio.ts';
import { el } from '../dom.ts';
import { progressBar } from './progress.ts';
import { still } from './still.ts';
import { duration, STATUS_WORDS } from './words.ts';

export interface ListView {
  readonly element: HTMLElement;
  show(videos: readonly OwnVideo[], selected: string | undefined): void;
}

/** The caller's videos, newest first. */
export function listView(select: (id: string) => void): ListView {
  const items = el('ul');
  const empty = el('p', { className: 'quiet' }, 'Nothing yet. Your videos appear here.');
  const rows = new Map<string, ReturnType<typeof row>>();

  return {
    element: el('section', { className: 'card list' }, el('h2', {}, 'Your videos'), empty, items),
    show(videos, selected) {
      empty.hidden = videos.length > 0;
      const elements = videos.map((video) => {
        const known = rows.get(video.id) ?? row(() => select(video.id));
        rows.set(video.id, known);
        known.show(video, video.id === selected);
        return known.element;
      });
      // Rows that stay where they are keep their focus and their running transitions.
      if (elements.some((element, index) => items.children[index] !== element))
        items.replaceChildren(...elements);
    },
  };
}

function row(select: () => void) {
  const title = el('span', { className: 'title' });
  const note = el('small');
  const bar = progressBar('Transcoding');
  const picture = el('span', { className: 'thumb' });
  const button = el('button', { type: 'button' }, picture, title, note, bar.element);
  let shown: string | undefined;
  button.addEventListener('click', select);
  return {
    element: el('li', {}, button),
    show(video: OwnVideo, isSelected: boolean) {
      title.textContent = video.title;
      const seen = `${video.title} ${video.posterUrl}`;
      if (seen !== shown) picture.replaceChildren(still(video));
      shown = seen;
      note.textContent = [
        video.status === 'READY' && video.durationSeconds
          ? duration(video.durationSeconds)
          : STATUS_WORDS[video.status],
        ...(video.access === 'PREMIUM' ? ['for members'] : []),
      ].join(' · ');
      button.dataset['status'] = video.status;
      button.setAttribute('aria-current', String(isSelected));
      bar.element.hidden = !isUnderWay(video) || video.status === 'AWAITING_UPLOAD';
      bar.set(video.progress ?? undefined);
    },
  };
}
