import { expect, test } from 'vitest';
import { entriesOf, newEntries, type LedgerEntry } from './ledger.ts';
import { membershipOf } from './membership-periods.ts';
import { withFact, type PaymentFact, type PaymentOrderRow } from './payment-order.ts';
import { captured, disputed, JANUARY, orderOf, refunded } from './testing-payments.ts';

/*
 * All orders of all that a provider can tell of an order, each of it twice: not samples. Whatever was told so far, in whatever
 * order, must have led to the same rows: then all ways go on alike, and each such place is visited once.
 */

const ORDER = orderOf('order_1');
/** `payment.captured` and `order.paid` are one fact; `payment.authorized` and `payment.failed` are none. */
const FACTS: Readonly<Record<string, PaymentFact>> = {
  'captured, or paid': captured(ORDER),
  'half of it refunded': refunded(ORDER, 0.5, 'rfnd_1'),
  'all of it refunded': refunded(ORDER, 1, 'rfnd_2'),
  'the first refund, told late': refunded(ORDER, 1, 'rfnd_1'),
  'dispute opened': disputed(ORDER, 'OPEN'),
  'dispute won': disputed(ORDER, 'WON'),
  'dispute lost': disputed(ORDER, 'LOST'),
  'another dispute won': disputed(ORDER, 'WON', 'disp_2'),
};
interface Rows {
  readonly order: PaymentOrderRow;
  readonly ledger: readonly LedgerEntry[];
}

const nameOf = ({ change, cause, causeId }: LedgerEntry) => `${change} ${cause} ${causeId}`;

function told({ order, ledger }: Rows, name: string): Rows {
  const next = withFact(order, FACTS[name]!, JANUARY);
  return { order: next, ledger: [...ledger, ...newEntries(order, next)] };
}

/** The rows without the order in which their parts came. */
const keyOf = ({ order, ledger }: Rows) =>
  JSON.stringify([
    Object.entries({ ...order, disputes: Object.entries(order.disputes ?? {}).toSorted() }).toSorted(),
    ledger.map(nameOf).toSorted(),
  ]);

const NAMES = Object.keys(FACTS);
const TIMES = 2;

/** Checks the rows after each choice of facts, and that there are no others, whatever the order was. */
function visitAll(check: (rows: Rows) => void): number {
  let places = new Map([[NAMES.map(() => 0).join(), { order: ORDER, ledger: [] } as Rows]]);
  let visited = 0;
  for (let step = 0; step < NAMES.length * TIMES; step += 1) {
    const reached: typeof places = new Map();
    for (const [counts, rows] of places) {
      const soFar = counts.split(',').map(Number);
      for (const [index, name] of NAMES.entries()) {
        if (soFar[index] === TIMES) continue;
        const next = soFar.with(index, soFar[index]! + 1).join();
        const after = told(rows, name);
        const other = reached.get(next);
        if (other && keyOf(other) !== keyOf(after)) expect(after, next).toEqual(other);
        reached.set(next, after);
      }
    }
    for (const rows of reached.values()) check(rows);
    visited += reached.size;
    places = reached;
  }
  return visited;
}

test('all orders of facts, each told once or twice, lead to one order, one ledger and one membership', () => {
  const visited = visitAll(({ order, ledger }) => {
    const name = JSON.stringify(order);
    expect(ledger.map(nameOf).toSorted(), name).toEqual(entriesOf(order).map(nameOf).toSorted());
    // Each entry gives the days or takes them: the sum says whether the order counts.
    const sum = ledger.reduce((days, { change }) => days + (change === 'REVOKED' ? -1 : 1), 0);
    expect(sum > 0, name).toBe(order.status === 'PAID');
    expect(membershipOf([order])?.revokedAt === undefined, name).toBe(order.status === 'PAID');
  });
  expect(visited).toBe(3 ** NAMES.length - 1);
});
