import { openCheckout } from '../../client/index.ts';
import { confirmPayment, createPaymentOrder, membership, plans, type Plan } from '../api/membership.ts';
import { noteLeaving } from './coming-back.ts';
import { createPurchases, type Purchases } from './purchase.ts';
import { createMembershipStore, type MembershipStore } from './store.ts';

/** Everything about membership that views share, for one person or guest. */
export interface Shop {
  readonly store: MembershipStore;
  readonly purchases: Purchases;
  /** Asked for once; again when it did not come. */
  readonly plans: () => Promise<readonly Plan[]>;
}

export function createShop(): Shop {
  const store = createMembershipStore(membership);
  let known: Promise<readonly Plan[]> | undefined;
  return {
    store,
    purchases: createPurchases(store, {
      createOrder: createPaymentOrder,
      confirm: confirmPayment,
      membership,
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      async open(order, plan) {
        // The provider's page takes this one's place.
        if (order.checkoutUrl !== null) noteLeaving(sessionStorage, location.hash);
        const endModal = beginModal();
        return openCheckout(order, { name: 'Playhead', description: plan.name }).finally(endModal);
      },
    }),
    plans: () =>
      (known ??= plans().catch((error: unknown) => {
        known = undefined;
        throw error;
      })),
  };
}

/**
 * The keyboard and readers stay in the provider's window, which it puts beside the page's own parts. Answers with the way back,
 * which gives the focus to what had it.
 */
function beginModal(): () => void {
  const focused = document.activeElement;
  const parts = document.querySelectorAll<HTMLElement>('body > :is(header, main, footer)');
  for (const part of parts) part.inert = true;
  return () => {
    for (const part of parts) part.inert = false;
    if (focused instanceof HTMLElement) focused.focus();
  };
}
