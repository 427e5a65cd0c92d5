import type { VideoKind, Visibility } from '../../generated/schema.ts';
import { el } from '../dom.ts';
import { VISIBILITIES } from './edit-dialog.ts';
import { select } from './select.ts';

/** What is said of a video before it is there. */
export interface Beginning {
  readonly title: string;
  readonly kind: VideoKind;
  readonly visibility: Visibility;
}

const KINDS: Readonly<Record<VideoKind, string>> = { LONG: 'Long', SHORT: 'Short' };

/** Where a file is dropped or chosen. */
export function uploadForm(chosen: (file: File, beginning: Beginning) => void): HTMLElement {
  const title = el('input', { name: 'title', maxLength: 200, placeholder: 'The file’s name, if left empty' });
  const input = el('input', { type: 'file', accept: 'video/*,audio/*', dataset: { testid: 'file-input' } });
  const kind = select('kind', KINDS, 'LONG');
  const visibility = select('visibility', VISIBILITIES, 'PRIVATE');
  const zone = el(
    'label',
    { className: 'drop' },
    el('strong', {}, 'Drop a video here'),
    el('span', {}, 'or choose a file'),
    input,
  );
  const take = (file: File | undefined) => {
    if (!file) return;
    chosen(file, {
      title: title.value.trim() || beginningOf(file).title,
      kind: kind.value(),
      visibility: visibility.value(),
    });
    title.value = '';
    // The same file can be chosen again.
    input.value = '';
  };

  input.addEventListener('change', () => take(input.files?.[0]));
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    take(event.dataTransfer?.files[0]);
  });
  return el(
    'section',
    { className: 'card upload' },
    el('h2', {}, 'New video'),
    el('label', {}, 'Title', title),
    el(
      'div',
      { className: 'pair' },
      el('label', {}, 'Kind', kind.element),
      el('label', {}, 'Who may find it', visibility.element),
    ),
    zone,
  );
}

/** What a file says of itself. `holiday.mp4` is titled `holiday`; 200 characters is as much as the API takes. */
export function beginningOf({ name }: File): Beginning {
  const stem = name.replace(/\.[^.]{1,5}$/, '').trim();
  return { title: [...(stem || name)].slice(0, 200).join(''), kind: 'LONG', visibility: 'PRIVATE' };
}
