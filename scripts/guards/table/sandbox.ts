import { guards } from '../guard.ts';

const SANDBOX = 'local/sandbox';
const REQUESTS = `${SANDBOX}/http/guard.test.ts`;
const DELIVERIES = `${SANDBOX}/deliveries/deliveries.test.ts`;
const API = `${SANDBOX}/razorpay/api.test.ts`;

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
];
