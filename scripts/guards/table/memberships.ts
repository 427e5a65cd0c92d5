import { guards } from '../guard.ts';

const CREATE = 'functions/create-payment-order/create-payment-order';
const CONFIRM = 'functions/confirm-payment/confirm-payment';
const WEBHOOK = 'functions/payment-webhook/payment-webhook';
const RECONCILE = 'functions/reconcile-payments';

/** Money that was taken makes a member, and nothing else does. */
export const MEMBERSHIPS = [
  ...guards('infra/plans.ts', 'infra/plans.test.ts', {
    'an id is a plan’s alone': ['if (new Set(read.map(({ id }) => id)).size < read.length)', 'if (false)'],
    'a price is at least one': ['!isWhole(amountMinor) || amountMinor < 1', '!isWhole(amountMinor)'],
    'plans fit an environment variable': ['if (JSON.stringify(read).length > MOST_CHARACTERS)', 'if (false)'],
  }),
  ...guards(`${CREATE}.ts`, `${CREATE}.test.ts`, {
    'there is such a plan': ['plans.find(({ id }) => id === planId)', 'plans[0]'],
    'nobody has any number of orders': [
      'if (!(await countOrder(accounts, callerId, begunAt)))',
      'if (false)',
    ],
    'what came to nothing does not count': ['await uncountOrder(accounts, callerId, begunAt);', ''],
    'what was told before is replayed': [
      'of await replayKept(accounts, row, now())',
      'of [] as Awaited<ReturnType<typeof replayKept>>',
    ],
  }),
  ...guards('functions/shared/payments/order-quota.ts', `${CREATE}.test.ts`, {
    'however many orders come at once, they are counted': ['begun < :most', 'begun < :most OR :most > :one'],
  }),
  ...guards('functions/shared/payments/ask-provider.ts', `${CREATE}.test.ts`, {
    'a provider’s words stay ours': ["throw new RequestError('Unavailable', UNAVAILABLE);", 'throw error;'],
  }),
  ...guards(`${CONFIRM}.ts`, `${CONFIRM}.test.ts`, {
    'an order is the caller’s': ['if (!order) throw', 'if (order === null) throw'],
    'no money, no membership': ['if (facts.length === 0)', 'if (false)'],
    'a payment fits its order': ['if (told.refusal)', 'if (false)'],
    'what was revoked meanwhile is refused': ['assertNotRevoked(told.order);', ''],
    'what was revoked before is refused, unasked': ['assertNotRevoked(order);', ''],
  }),
  ...guards(`${WEBHOOK}.ts`, `${WEBHOOK}.test.ts`, {
    'bytes are decoded': ["isBase64Encoded ? 'base64' : 'utf8'", "'utf8'"],
    'a fault of ours is thrown': [
      'if (error instanceof WebhookRefused) return error;',
      'return error as never;',
    ],
  }),
  ...guards(`${WEBHOOK}.ts`, 'functions/payment-webhook/forged.test.ts', {
    'a path is a provider’s': ['if (!name) return unknownPath();', ''],
    'an event is posted': ["if (event.requestContext.http.method !== 'POST')", 'if (false)'],
    'what is not proven ends there': ['if (told instanceof WebhookRefused) {', 'if (false) {'],
  }),
  ...guards(`${RECONCILE}/reconcile-payments.ts`, `${RECONCILE}/reconcile-payments.test.ts`, {
    'no order is begun at the end of a run': ['if (remainingMs() < RESERVE_MS)', 'if (false)'],
    'what failed is put off': [
      'await postponeCheck(accounts, order, now() + AGAIN_AFTER_MS)',
      'await Promise.resolve()',
    ],
    'a failure is told': ['if (failed > 0) throw', 'if (failed < 0) throw'],
  }),
  ...guards(`${RECONCILE}/reconcile-order.ts`, `${RECONCILE}/reconcile-payments.test.ts`, {
    'what was kept is replayed': [
      'of await replayKept(accounts, order, now())',
      'of [] as Awaited<ReturnType<typeof replayKept>>',
    ],
    'a payment that does not fit is told': ['if (!told.refusal) return true;', 'return true;'],
    'nobody asks for ever in vain': ['if (isGivenUp(createdAt, now()))', 'if (false)'],
    'what is still unpaid is asked about later': ['if (isOpen(told.order)) await', 'if (false) await'],
  }),
];
