import type { CreateUploadInput, TranscodingProfile, VideoKind } from '../../generated/schema.ts';
import { textsOf } from '../changes.ts';
import { el } from '../dom.ts';
import { ACCESSES, VISIBILITIES } from './edit-dialog.ts';
import { select } from './select.ts';

/** What is said of a video before it is there. */
export type Beginning = Omit<CreateUploadInput, 'filename' | 'contentType' | 'sizeBytes'>;

const KINDS: Readonly<Record<VideoKind, string>> = { LONG: 'Long', SHORT: 'Short' };
const PROFILES: Readonly<Record<TranscodingProfile | '', string>> = {
  '': 'As the installation is set',
  STANDARD: 'Standard: plays everywhere',
  COMPACT: 'Compact: two files, least storage',
  ADAPTIVE_HEVC: 'H.265 beside H.264: best quality',
};

/** Where a file is dropped or chosen. */
export function uploadForm(chosen: (file: File, beginning: Beginning) => void): HTMLElement {
  const title = el('input', { name: 'title', maxLength: 200, placeholder: 'The file’s name, if left empty' });
  const input = el('input', { type: 'file', accept: 'video/*,audio/*', dataset: { testid: 'file-input' } });
  const kind = select('kind', KINDS, 'LONG');
  const visibility = select('visibility', VISIBILITIES, 'PRIVATE');
  const description = el('textarea', { name: 'description', rows: 3, maxLength: 5000 });
  const genres = el('input', { name: 'genres', placeholder: 'Up to five, with commas' });
  const language = el('input', { name: 'language', placeholder: 'en, de, pt-BR' });
  const access = select('access', ACCESSES, 'FREE');
  const profile = select('profile', PROFILES, '');
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
      access: access.value(),
      ...textsOf({ description: description.value, genres: genres.value, language: language.value }),
      ...(profile.value() !== '' && { profile: profile.value() as TranscodingProfile }),
    });
    // They were this video's; the choices are often the next one's too.
    for (const field of [title, description, genres, language]) field.value = '';
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
    el(
      'details',
      { className: 'more-fields' },
      el('summary', {}, 'More'),
      el('label', {}, 'Description', description),
      el('label', {}, 'Genres', genres),
      el(
        'div',
        { className: 'pair' },
        el('label', {}, 'Language', language),
        el('label', {}, 'To watch it', access.element),
      ),
      el('label', {}, 'What is made of it', profile.element),
    ),
    zone,
  );
}

/** What a file says of itself. `holiday.mp4` is titled `holiday`; 200 characters is as much as the API takes. */
export function beginningOf({ name }: File): Beginning {
  const stem = name.replace(/\.[^.]{1,5}$/, '').trim();
  return { title: [...(stem || name)].slice(0, 200).join(''), kind: 'LONG', visibility: 'PRIVATE' };
}
