import { el } from '../../dom.ts';
import { icon } from '../../icons.ts';
import type { Shop } from '../../membership/shop.ts';
import { BENEFIT, stateWords } from '../../membership/words.ts';
import { currentUser } from '../../session.ts';
import type { Wall } from '../screen.ts';
import { plansView } from './plans.ts';

/**
 * What stands before a premium video. It opens by itself as soon as whoever looks at it is a member, however that came about.
 *
 * @param posterUrl seen through it, faintly
 */
export function premiumWall(shop: Shop, posterUrl: string | null, open: () => void): Wall {
  const { store } = shop;
  const detail = el('p', { className: 'quiet' });
  const plans = plansView(shop);
  const again = el('button', { type: 'button', hidden: true }, 'Try again');
  again.addEventListener('click', open);
  const element = el(
    'section',
    { className: 'wall', dataset: { testid: 'wall' }, attributes: { 'aria-labelledby': 'wall-heading' } },
    el('h2', { id: 'wall-heading' }, icon('star'), 'This video is for members'),
    detail,
    plans.element,
    again,
  );
  if (posterUrl !== null) element.style.setProperty('--poster', `url("${posterUrl}")`);

  const show = () => {
    // A member who is refused all the same: the server's word counts, but it may have been about to change.
    again.hidden = !store.isMember();
    const known = store.current();
    detail.textContent =
      !currentUser() || !known || store.isMember() ? BENEFIT : stateWords(known, Date.now()).heading;
  };
  let wasMember = store.isMember();
  const stopListening = store.listen(() => {
    const isMember = store.isMember();
    if (isMember && !wasMember) return open();
    wasMember = isMember;
    show();
  });
  show();
  if (currentUser())
    store.refresh().catch((error: unknown) => console.warn('The membership did not load.', error));
  return {
    element,
    stop() {
      stopListening();
      plans.stop();
    },
  };
}
