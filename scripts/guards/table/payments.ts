import { guards } from '../guard.ts';

const SHARED = 'functions/shared/payments';
const APPLY = `${SHARED}/apply-facts.test.ts`;
const TAKE = `${SHARED}/take-event.test.ts`;
const DUE = `${SHARED}/due-orders.test.ts`;

/** Money that was taken counts once, whoever tells of it, how often, and in whatever order. */
export const PAYMENTS = [
  ...guards('model/payment-order.ts', 'model/payment-order.test.ts', {
    'another currency is refused': ["return 'OTHER_CURRENCY'", 'return undefined'],
    'another amount is refused': ["return 'OTHER_AMOUNT'", 'return undefined'],
    'another payment is refused': ["return 'OTHER_PAYMENT'", 'return undefined'],
    'a refund that is told late takes nothing back': [
      'Math.max(order.refundedMinor ?? 0, fact.refundedMinor)',
      'fact.refundedMinor',
    ],
    'a part that goes back revokes nothing': ['refundedMinor >= amountMinor', 'refundedMinor > 0'],
    'a dispute that was decided is not open again': ["told === 'OPEN' || told === known", 'told === known'],
    'a dispute that was lost stays so': ["known === 'OPEN' ? told : 'REVERSED'", 'told'],
    'an order is granted once': ['order.grantedAt ?? now', 'now'],
    'what was told before is no news': ['isSame(order, next) ? order : next', 'next'],
  }),
  ...guards('model/ledger.ts', 'model/ledger.test.ts', {
    'no two entries have one name': ['index: length + position', 'index: position'],
  }),
  ...guards('model/membership-periods.ts', 'model/membership-periods.test.ts', {
    'what went back gives no days': ['granted.filter(counts)', 'granted'],
    'a renewal begins at the end': ['goesOn ? before.endsAt : order.grantedAt', 'order.grantedAt'],
    'nobody who is a member by another order is revoked': ['state.endsAt > revokedAt || ', ''],
    'nobody who was no member any more is revoked': [' || endsAt < revokedAt)', ')'],
  }),
  ...guards(`${SHARED}/apply-facts.ts`, APPLY, {
    'an order is changed as it was read': ['...unchanged(orderBefore)', '...{}'],
    'a membership is changed as it was read': ['...unchanged(membershipBefore)', '...{}'],
    'an event that was taken is not taken again': ['Item, ...NOT_THERE } }];', 'Item } }];'],
    'an event is written only with something of its own': ['!event || !(news || refusal)', '!event'],
  }),
  ...guards(`${SHARED}/change.ts`, APPLY, {
    'what does not fit does not count': ['if (refused) refusal ??= refused;\n    else after', 'after'],
    'every change of an order changes the membership’s version': [
      '(membership?.version ?? 0) + 1',
      '(membership?.version ?? 1)',
    ],
  }),
  ...guards(`${SHARED}/transaction.ts`, APPLY, {
    'those who meet go on': ["'TransactionConflict', ", ''],
    'what is wrong is not tried for ever': [
      'if (!codes.every((code) => code === REFUSED || PASSING.includes(code))) throw error;',
      '',
    ],
  }),
  ...guards(`${SHARED}/kept-events.ts`, TAKE, {
    'no event is kept whose order is known': [
      "ConditionExpression: 'attribute_not_exists(userId)'",
      "ConditionExpression: 'attribute_not_exists(forgetAt)'",
    ],
    'what is kept is forgotten some day': ['Math.ceil(now / 1_000) + KEPT_SECONDS', 'Math.ceil(now / 1_000)'],
  }),
  ...guards(`${SHARED}/orders.ts`, TAKE, {
    'nobody takes an order over': [", ConditionExpression: 'attribute_not_exists(userId)'", ''],
    'an order that is there is not waited for': ['if (outcome.refused.includes(true))', 'if (false)'],
  }),
  ...guards(`${SHARED}/take-event.ts`, TAKE, {
    'what says nothing about money costs nothing': [
      "if (reference === undefined || facts.length === 0) return 'NOTHING';",
      "if (reference === undefined) return 'NOTHING';",
    ],
    'what was applied is kept no longer': ['await forgetKept(accounts, row);', ''],
    'what was kept comes before what is told now': ['of kept)', 'of [] as typeof kept)'],
  }),
  ...guards(`${SHARED}/due-orders.ts`, DUE, {
    'an order that was paid is not asked about again': [
      "ConditionExpression: 'attribute_exists(#open)'",
      "ConditionExpression: 'attribute_not_exists(#open) OR attribute_exists(#open)'",
    ],
  }),
];
