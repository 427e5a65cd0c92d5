import { el } from '../dom.ts';
import { icon } from '../icons.ts';
import { hrefOf, type Route } from '../routes.ts';
import type { User } from '../session.ts';
import { tile } from './tile.ts';

/** The bar at the top; on a phone its links are at the bottom, where thumbs are. */
export function header(options: {
  readonly route: Route;
  readonly user: User | undefined;
  readonly name: string | undefined;
  readonly isMember: boolean;
  readonly chosen: (file: File) => void;
  readonly leave: () => void;
}): { links: HTMLElement[]; session: HTMLElement[] } {
  const { route, user, name } = options;
  const link = (to: Route, picture: Parameters<typeof icon>[0], words: string) => {
    const element = el('a', { href: hrefOf(to) }, icon(picture), el('span', {}, words));
    if (to.view === route.view) element.setAttribute('aria-current', 'page');
    return element;
  };
  const home = link({ view: 'home', filters: {} }, 'home', 'Home');
  if (!user) {
    const way = el('a', { className: 'button primary', href: hrefOf({ view: 'sign-in' }) }, 'Sign in');
    return { links: [home], session: route.view === 'sign-in' ? [] : [way] };
  }
  const leave = el('button', { type: 'button' }, 'Sign out');
  leave.addEventListener('click', options.leave);
  const self = el(
    'a',
    { className: 'self', href: hrefOf({ view: 'person', id: user.id }) },
    tile(name ?? user.username, 'avatar'),
    el('span', {}, name ?? user.username),
  );
  const membership = link({ view: 'membership' }, 'star', options.isMember ? 'Member' : 'Membership');
  membership.classList.add('standing');
  membership.classList.toggle('member', options.isMember);
  return {
    links: [
      home,
      link({ view: 'watching' }, 'clock', 'Continue'),
      link({ view: 'liked' }, 'heart', 'Liked'),
      link({ view: 'studio' }, 'film', 'Studio'),
    ],
    // The studio has a larger place for files.
    session: [...(route.view === 'studio' ? [] : [uploadButton(options.chosen)]), membership, self, leave],
  };
}

function uploadButton(chosen: (file: File) => void): HTMLElement {
  const input = el('input', {
    type: 'file',
    accept: 'video/*,audio/*',
    dataset: { testid: 'file-input' },
    attributes: { 'aria-label': 'Upload a video' },
  });
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) chosen(file);
  });
  return el(
    'label',
    { className: 'button primary upload-button' },
    icon('upload'),
    el('span', {}, 'Upload'),
    input,
  );
}
