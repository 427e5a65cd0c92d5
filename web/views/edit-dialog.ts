import type { Access, Visibility } from '../../generated/schema.ts';
import { updateVideo } from '../api/catalogue.ts';
import { changesOf, formOf, type Editable } from '../changes.ts';
import { el } from '../dom.ts';
import { formDialog } from './dialog.ts';
import { select } from './select.ts';

export const VISIBILITIES: Readonly<Record<Visibility, string>> = {
  PUBLIC: 'Everybody',
  UNLISTED: 'Everybody who has the address',
  PRIVATE: 'Only you',
};
export const ACCESSES: Readonly<Record<Access, string>> = { FREE: 'Free', PREMIUM: 'For members' };

/** Lets an owner change what is said of a video, and who may see it. */
export function editDialog(
  video: Editable,
  saved: (changes: Awaited<ReturnType<typeof updateVideo>>) => void,
): void {
  const before = formOf(video);
  const title = el('input', { name: 'title', value: before.title, maxLength: 200, required: true });
  const description = el('textarea', {
    name: 'description',
    value: before.description,
    rows: 4,
    maxLength: 5000,
  });
  const genres = el('input', {
    name: 'genres',
    value: before.genres,
    placeholder: 'Up to five, with commas',
  });
  const language = el('input', { name: 'language', value: before.language, placeholder: 'en, de, pt-BR' });
  const visibility = select('visibility', VISIBILITIES, before.visibility);
  const access = select('access', ACCESSES, before.access);
  formDialog({
    title: 'Edit',
    action: 'Save',
    fields: [
      el('label', {}, 'Title', title),
      el('label', {}, 'Description', description),
      el('label', {}, 'Genres', genres),
      el('label', {}, 'Language', language),
      el('label', {}, 'Who may find it', visibility.element),
      el('label', {}, 'To watch it', access.element),
    ],
    async act() {
      const changes = changesOf(video, {
        title: title.value,
        description: description.value,
        genres: genres.value,
        language: language.value,
        visibility: visibility.value(),
        access: access.value(),
      });
      if (changes) saved(await updateVideo(changes));
    },
  });
}
