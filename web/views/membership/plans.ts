import { priceText } from '../../../client/index.ts';
import type { Plan } from '../../api/membership.ts';
import { el, messageOf } from '../../dom.ts';
import type { Shop } from '../../membership/shop.ts';
import { planWords, purchaseWords } from '../../membership/words.ts';
import { hrefOf } from '../../routes.ts';
import { currentUser } from '../../session.ts';

export interface PlansView {
  readonly element: HTMLElement;
  stop(): void;
}

/** What can be bought, the way to buy it, and how far that is. Guests sign in first and come back. */
export function plansView({ store, purchases, plans }: Shop): PlansView {
  const list = el('ul', { className: 'plans', attributes: { 'aria-label': 'Plans' } });
  const status = el('p', {
    className: 'purchase',
    dataset: { testid: 'purchase' },
    attributes: { role: 'status' },
  });
  const element = el('div', { className: 'buying' }, list, ...(currentUser() ? [] : [way()]), status);
  let offers: readonly Offer[] = [];

  const show = () => {
    const purchase = purchases.current();
    const words = purchaseWords(purchase);
    // Set only when it is another one: it is read aloud when it changes.
    if (status.textContent !== words) status.textContent = words;
    status.classList.toggle('problem', purchase.step === 'problem' || 'failure' in purchase);
    for (const offer of offers) offer.show(purchases.isBusy());
  };
  const load = () => {
    list.setAttribute('aria-busy', 'true');
    plans().then(
      (known) => {
        offers = known.map((plan) => offerOf(plan));
        list.replaceChildren(...offers.map((offer) => offer.element));
        list.setAttribute('aria-busy', 'false');
        show();
      },
      (error: unknown) => {
        const again = el('button', { type: 'button' }, 'Try again');
        again.addEventListener('click', load);
        list.replaceChildren(el('li', { className: 'plan' }, messageOf(error), again));
      },
    );
  };

  interface Offer {
    readonly element: HTMLElement;
    show(isBusy: boolean): void;
  }
  function offerOf(plan: Plan): Offer {
    const lasting = el('p', { className: 'quiet' });
    const buy = el('button', { type: 'button', className: 'primary', dataset: { testid: `buy-${plan.id}` } });
    buy.addEventListener('click', () => void purchases.begin(plan));
    return {
      element: el(
        'li',
        { className: 'plan' },
        el('h3', {}, plan.name),
        el('p', { className: 'price' }, priceText(plan, navigator.languages)),
        lasting,
        ...(currentUser() ? [buy] : []),
      ),
      show(isBusy) {
        lasting.textContent = planWords(plan, store.current(), Date.now());
        // Not disabled: it would lose the focus, which comes back to it from the provider’s window.
        buy.setAttribute('aria-disabled', String(isBusy));
        const verb = store.isMember() ? 'Renew' : 'Become a member';
        buy.textContent = verb;
        buy.setAttribute('aria-label', `${verb}: ${plan.name}, ${priceText(plan, navigator.languages)}`);
      },
    };
  }

  const stops = [store.listen(show), purchases.listen(show)];
  load();
  show();
  return {
    element,
    stop() {
      for (const stop of stops) stop();
      purchases.acknowledge();
    },
  };
}

const way = () =>
  el('a', { className: 'button primary', href: hrefOf({ view: 'sign-in' }) }, 'Sign in to become a member');
