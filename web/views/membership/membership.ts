import { el } from '../../dom.ts';
import type { Shop } from '../../membership/shop.ts';
import { BENEFIT, stateWords } from '../../membership/words.ts';
import { currentUser } from '../../session.ts';
import type { View } from '../view.ts';
import { ledgerView } from './ledger.ts';
import { plansView } from './plans.ts';

/** How one's membership stands, what it costs, and what was paid. */
export async function membershipView(shop: Shop): Promise<View> {
  const { store } = shop;
  const names = await shop.plans().catch(() => []);
  const nameOf = (planId: string) => names.find(({ id }) => id === planId)?.name ?? planId;
  if (currentUser()) await store.refresh();

  const heading = el('h2', { dataset: { testid: 'membership-state' } });
  const detail = el('p', { className: 'quiet' });
  const state = el('section', { className: 'card standing' }, heading, detail);
  const plans = plansView(shop);
  const payments = el('section', { className: 'payments', hidden: !currentUser() });
  let ledger: ReturnType<typeof ledgerView> | undefined;

  const show = () => {
    const known = store.current();
    state.hidden = known === undefined;
    state.classList.toggle('member', store.isMember());
    const words = stateWords(known ?? null, Date.now());
    heading.textContent = words.heading;
    detail.textContent = words.detail;
    if (!currentUser()) return;
    // Whatever changed the membership is in the ledger, too.
    ledger?.stop();
    ledger = ledgerView(nameOf);
    payments.replaceChildren(el('h2', {}, 'Payments'), ledger.element);
  };
  const stopListening = store.listen(show);
  show();
  return {
    title: 'Membership',
    element: el(
      'div',
      { className: 'page membership' },
      el('h1', {}, 'Membership'),
      ...(currentUser() ? [state] : [el('p', { className: 'quiet' }, BENEFIT)]),
      plans.element,
      payments,
    ),
    stop() {
      stopListening();
      plans.stop();
      ledger?.stop();
    },
  };
}
