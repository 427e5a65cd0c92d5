import { profile, updateProfile, type Person } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { currentUser } from '../session.ts';
import { formDialog } from './dialog.ts';
import { grid } from './grid.ts';
import { tile } from './tile.ts';
import type { View } from './view.ts';

const since = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'long' });

/**
 * What others see of a person.
 *
 * @param renamed called with the caller's new name
 */
export async function personView(id: string, renamed: (name: string) => void): Promise<View> {
  const { videos: first, ...person } = await profile(id, null);
  const head = el('header', { className: 'person-head' });
  const show = (shown: Person) =>
    head.replaceChildren(
      tile(shown.displayName, 'avatar large'),
      el('div', {}, el('h1', {}, shown.displayName), el('p', { className: 'quiet' }, joined(shown))),
      ...(id === currentUser()?.id ? [rename(shown)] : []),
    );
  const rename = (shown: Person) => {
    const button = el('button', { type: 'button', dataset: { testid: 'rename' } }, 'Change name');
    button.addEventListener('click', () =>
      nameDialog(shown, (named) => {
        show(named);
        renamed(named.displayName);
      }),
    );
    return button;
  };
  show(person);
  const videos = grid({
    label: `Videos of ${person.displayName}`,
    empty: 'Nothing has been published yet.',
    // The first page has come with the person.
    load: async (nextToken) => (nextToken === null ? first : (await profile(id, nextToken)).videos),
  });
  return {
    title: person.displayName,
    element: el('div', { className: 'page' }, head, videos.element),
    stop: videos.stop,
  };
}

const joined = ({ createdAt }: Person) =>
  createdAt === null ? '' : `Here since ${since.format(new Date(createdAt))}`;

function nameDialog(person: Person, named: (person: Person) => void): void {
  const name = el('input', { name: 'displayName', value: person.displayName, maxLength: 80, required: true });
  formDialog({
    title: 'Your name',
    action: 'Save',
    fields: [
      el('label', {}, 'What others see', name),
      el('p', { className: 'quiet' }, 'Everybody can read it. An e-mail address is not taken.'),
    ],
    act: async () => named(await updateProfile(name.value)),
  });
}
