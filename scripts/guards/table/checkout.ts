import { guards } from '../guard.ts';

const PURCHASE = 'web/membership/purchase.test.ts';

/** Whoever has paid is a member on the page, and nobody pays twice. */
export const CHECKOUT = [
  ...guards('client/checkout.ts', 'client/checkout.test.ts', {
    'what the server refused for good is not asked again': [
      "if (FINAL.includes(errorTypeOf(error) ?? '')) throw error;",
      '',
    ],
    'a confirmation that did not come through is not the end': [
      "if (FINAL.includes(errorTypeOf(error) ?? '')) throw error;",
      'throw error;',
    ],
    'an answer that does not come is no news': ['.catch(() => before)', ''],
    'the membership of before is not the one that was paid': ['isLonger(before, now)', 'now'],
  }),
  ...guards('client/open-checkout.ts', 'client/open-checkout.test.ts', {
    'a script that did not come is asked for again': ['loaded.delete(url);', ''],
  }),
  ...guards('web/membership/purchase.ts', PURCHASE, {
    'nobody pays twice who paid and closed the window': [
      "if (isLonger(before, meanwhile)) return { step: 'done', membership: meanwhile };",
      '',
    ],
    'one purchase at a time': ['if (isBusy()) return;\n    show(first);', 'show(first);'],
    'an order is tried again': ['orders.set(plan.id, { order, before });', ''],
    'an order that was refused is not': ['if (errorTypeOf(error) !== undefined) orders.clear();', ''],
    'what is there already is known before anything is bought': [
      'if (store.current() === undefined) await store.refresh();',
      '',
    ],
    'nothing is told to the next one who signs in': ['if (isStopped) return;', ''],
  }),
  ...guards('web/membership/store.ts', 'web/membership/store.test.ts', {
    'an older answer does not undo what was learned': [
      'if (asked === turn) learn(answer);',
      'learn(answer);',
    ],
    'a membership ends by the clock': ['isActive(known, now())', "known?.status === 'ACTIVE'"],
  }),
];
