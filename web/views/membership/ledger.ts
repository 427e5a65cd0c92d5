import { priceText } from '../../../client/index.ts';
import { myPayments, type LedgerEntry } from '../../api/membership.ts';
import { el, messageOf } from '../../dom.ts';
import { entryWords, momentOf } from '../../membership/words.ts';
import { createPager, type Listed } from '../../pager.ts';

export interface LedgerView {
  readonly element: HTMLElement;
  stop(): void;
}

/** Every change of the caller's membership, the latest first, page by page. */
export function ledgerView(nameOf: (planId: string) => string): LedgerView {
  const items = el('ol', { className: 'ledger', attributes: { 'aria-label': 'Payments' } });
  const note = el('p', { className: 'quiet note', attributes: { role: 'status' } });
  const more = el('button', { type: 'button', className: 'more', hidden: true }, 'Earlier');
  const pager = createPager(
    myPayments,
    ({ items: entries, isLoading, hasMore, error }: Listed<LedgerEntry>) => {
      // The list only grows: what is there stays, with its focus.
      items.append(
        ...entries.slice(items.childElementCount).map((entry) => row(entry, nameOf(entry.planId))),
      );
      note.textContent =
        error !== undefined
          ? messageOf(error)
          : isLoading
            ? 'Loading…'
            : entries.length === 0
              ? 'Nothing yet.'
              : '';
      more.textContent = error === undefined ? 'Earlier' : 'Try again';
      more.hidden = isLoading || !hasMore;
    },
  );
  more.addEventListener('click', () => void pager.more());
  void pager.more();
  return {
    element: el('div', { className: 'listing', dataset: { testid: 'ledger' } }, items, note, more),
    stop: pager.stop,
  };
}

function row(entry: LedgerEntry, planName: string): HTMLElement {
  const { what, effect } = entryWords(entry, planName);
  return el(
    'li',
    { dataset: { change: entry.change } },
    el('span', { className: 'what' }, what),
    el('span', { className: 'amount' }, priceText(entry, navigator.languages)),
    el('span', { className: 'quiet' }, effect),
    el('time', { className: 'quiet', dateTime: entry.occurredAt }, momentOf(entry.occurredAt)),
    el('small', { className: 'quiet' }, `${entry.orderId} · ${entry.paymentId}`),
  );
}
