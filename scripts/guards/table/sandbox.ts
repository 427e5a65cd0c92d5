import { guards } from '../guard.ts';

const SANDBOX = 'local/sandbox';
const REQUESTS = `${SANDBOX}/http/guard.test.ts`;
const DELIVERIES = `${SANDBOX}/deliveries/deliveries.test.ts`;
const API = `${SANDBOX}/razorpay/api.test.ts`;
const STRIPE = `${SANDBOX}/stripe`;

/** Nobody but this machine's people pay at its sandbox, and what it has to tell is told. */
export const SANDBOX_GUARDS = [
  ...guards(`${SANDBOX}/http/guard.ts`, REQUESTS, {
    'the sandbox answers to names of this machine': ['|| !isThisMachine(new URL(url).hostname)', ''],
    'no form changes anything at the sandbox': [
      'if (!/^application\\/json\\s*(;|$)/i.test(',
      'if (!/^/.test(',
    ],
    'no page of another origin does': ['headers.origin !== undefined && headers.origin !== origin', 'false'],
  }),
  ...guards(`${SANDBOX}/accounts.ts`, DELIVERIES, {
    'the sandbox tells nobody but this machine': [
      ' || !isThisMachine(new URL(url).hostname)',
      '',
      /nowhere but to this machine/,
    ],
  }),
  ...guards(`${SANDBOX}/deliveries/deliveries.ts`, DELIVERIES, {
    'what is held is not sent': ['if (isPaused())', 'if (false)', /holds everything/],
    'what was delivered by hand is not sent again by itself': [
      "if (delivery?.state !== 'WAITING') return 'done';",
      "if (!delivery) return 'done';",
      /delivered by hand/,
    ],
    'an event is kept with what it tells of': [
      'work.add(deliveries.map(({ id }) => id));',
      '',
      /sends again/,
    ],
    'an event is not sent for ever': ['retryAt - sent.created_at <= LONGEST_SECONDS', 'true', /gives up/],
  }),
  ...guards(`${SANDBOX}/deliveries/post.ts`, `${SANDBOX}/deliveries/post.test.ts`, {
    'the sandbox waits for no answer for ever': [
      'signal: AbortSignal.timeout(timeoutMs),',
      'signal: AbortSignal.timeout(timeoutMs * 1e5),',
    ],
  }),
  ...guards(`${SANDBOX}/razorpay/api.ts`, API, {
    'the sandbox’s API is for who has the keys': [
      '!account || !isSame(given, `${account.keyId}:${account.keySecret}`)',
      '!account',
      /is refused with/,
    ],
  }),
  ...guards(`${SANDBOX}/razorpay/payments.ts`, API, {
    'an order is paid once': ["if (order.status === 'paid')", 'if (false)', /created by way of attempted/],
    'a payment is captured once': ['if (payment.captured)', 'if (false)', /only authorized/],
  }),
  ...guards(`${SANDBOX}/razorpay/refunds.ts`, API, {
    'no more is refunded than was paid': ['if (amount > left)', 'if (false)', /never more than was paid/],
  }),
  ...guards(`${STRIPE}/api.ts`, `${STRIPE}/api.test.ts`, {
    'Stripe’s API is for who has the secret key': [
      '!account || !isSame(given, account.keySecret)',
      '!account',
      /secret key/,
    ],
  }),
  ...guards(`${STRIPE}/idempotency.ts`, `${STRIPE}/api.test.ts`, {
    'a key makes one thing': [
      'known && known.created + KEPT_SECONDS > books.now()',
      'known && !known',
      /makes one thing/,
    ],
    'a key is kept for a day': [' && known.created + KEPT_SECONDS > books.now()', '', /after a day/],
    'a key is for one request': ['if (known.request !== request)', 'if (false)', /is for one request/],
  }),
  ...guards(`${STRIPE}/payments.ts`, `${STRIPE}/checkout.test.ts`, {
    'a session is paid once': ["if (session.status !== 'open') return session;", '', /takes the money once/],
  }),
  ...guards(`${STRIPE}/payments.ts`, `${STRIPE}/webhooks.test.ts`, {
    'nobody pays too late': ['session.expires_at <= books.now()', 'false', /time is over/],
  }),
  ...guards(`${STRIPE}/sessions.ts`, `${STRIPE}/api.test.ts`, {
    'what is over does not end again': ["if (before.status !== 'open')", 'if (false)', /can be ended/],
  }),
  ...guards(`${STRIPE}/refunds.ts`, `${STRIPE}/api.test.ts`, {
    'no more is refunded at Stripe than was paid': ['if (amount > left)', 'if (false)', /never of more/],
    'what a bank took back is not refunded': [
      "({ status }) => status !== 'won'",
      '() => false',
      /bank has taken back/,
    ],
  }),
  ...guards(`${STRIPE}/disputes.ts`, `${STRIPE}/api.test.ts`, {
    'a charge is disputed once': ['if (charge.disputed)', 'if (false)', /a dispute/],
    'a dispute ends once': ['if (!isOpen(before))', 'if (false)', /a dispute/],
  }),
  ...guards(`${STRIPE}/checkout/routes.ts`, `${STRIPE}/checkout.test.ts`, {
    'nobody pays by another page': ['refuseForeignOrigin(exchange);', '', /from another page/],
  }),
  ...guards(`${STRIPE}/signature.ts`, `${STRIPE}/webhooks.test.ts`, {
    'a signature is as old as its sending': [
      'webhookSignature(body, webhook.secret, now)',
      'webhookSignature(body, webhook.secret, 1_800_000_000)',
      /fresh signature/,
    ],
  }),
  ...guards(`${STRIPE}/expiry.ts`, `${STRIPE}/webhooks.test.ts`, {
    'a session ends by itself': ['expireSession(books, id);', '', /time is over/],
  }),
  ...guards('scripts/local/payment-account.ts', 'scripts/local/payment-account.test.ts', {
    'keys are made once': ['{ ...made, ...known }', '{ ...known, ...made }'],
    'the keys of a provider that came later are kept': [
      'if (Object.keys(keys).length > Object.keys(known).length)',
      'if (false)',
    ],
  }),
];
