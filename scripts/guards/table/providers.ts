import { guards } from '../guard.ts';

const SHARED = 'functions/shared/payments';
const RAZORPAY = `${SHARED}/razorpay`;
const STRIPE = `${SHARED}/stripe`;

/** Who takes the money is believed what is proven, and nothing else. */
export const PROVIDERS = [
  ...guards('functions/shared/cached-secret.ts', 'functions/shared/cached-secret.test.ts', {
    'a secret is fetched again after a while': ['read: youngerThan(KEEP_MS)', 'read: youngerThan(Infinity)'],
    'strangers do not have it fetched each time': [
      'readAgain: youngerThan(KEEP_AT_LEAST_MS)',
      'readAgain: youngerThan(0)',
    ],
    'a failure is not kept': ['if (cached === mine) cached = undefined;', ''],
  }),
  ...guards(`${SHARED}/keys.ts`, `${SHARED}/keys.test.ts`, {
    'an empty key is none': ["value.trim() !== ''", 'true'],
    'a key is a text': ["typeof value === 'string' && ", ''],
    'all keys or none': ['if (missing.length > 0)', 'if (false)'],
  }),
  ...guards(`${SHARED}/webhook.ts`, `${RAZORPAY}/webhook.test.ts`, {
    'an event is JSON': ["if (!JSON_TYPE.test(headers['content-type'] ?? ''))", 'if (false)'],
    'an event is not huge': ['if (body.length > BODY_MAX_BYTES)', 'if (false)'],
    'a malformed signature is refused before the secret is read': [
      'if (!form.test(signature))',
      'if (false)',
    ],
    'an event is signed': ['if (!proven)', 'if (false)'],
    'a replaced secret is found': ['|| test(await keys.readAgain())', ''],
    'the previous secret counts': ['[webhookSecret, previousWebhookSecret].some', '[webhookSecret].some'],
  }),
  ...guards(`${SHARED}/webhook.ts`, `${STRIPE}/webhook.test.ts`, {
    'an event is UTF-8': ['if (!isUtf8(body))', 'if (false)'],
    'no keys, no event': ['throw new WebhookRefused(503, error.message)', 'throw error'],
  }),
  ...guards(`${RAZORPAY}/signature.ts`, `${RAZORPAY}/provider.test.ts`, {
    'a signature is hexadecimal in small letters': [
      'if (!SIGNATURE.test(signature)) return false;',
      'if (signature.length !== 64) return false;',
    ],
    'a signature is compared': [
      "timingSafeEqual(Buffer.from(signature, 'hex'), expected)",
      'expected.length > 0',
    ],
  }),
  ...guards(`${RAZORPAY}/api.ts`, `${RAZORPAY}/api.test.ts`, {
    'no endless tries': ['|| attempt === tries', '|| attempt === 10 * tries'],
    'what is refused is not asked again': ['status === 429 || status >= 500', 'true'],
    'busy is asked again': ['status === 429 || ', ''],
    'the keys follow no redirect': ["redirect: 'manual',", ''],
    'each try has its time': [', AbortSignal.timeout(tryMs)]', ']'],
    'all of it has its time': ['again: !whole.aborted', 'again: true'],
    'only the name of an error is told': ["/^[A-Z_]{1,40}$/.test(code) ? ` ${code}` : ''", '` ${code}`'],
  }),
  ...guards(`${RAZORPAY}/payment.ts`, `${RAZORPAY}/provider.test.ts`, {
    'captured is what says so twice': [
      "captured === true && (status === 'captured' || status === 'refunded')",
      'captured === true',
    ],
    'only refunds that were carried out': [".filter(({ status }) => status === 'processed')", ''],
  }),
  ...guards(`${RAZORPAY}/event.ts`, `${RAZORPAY}/webhook.test.ts`, {
    'no order, no fact': ["entity['order_id'] == null ||", ''],
    'not captured, no fact': ['|| !isCaptured(entity)', ''],
    'a refund or dispute of this payment': ["if (entity['payment_id'] !== id)", 'if (false)'],
  }),
  ...guards(`${RAZORPAY}/provider.ts`, `${RAZORPAY}/provider.test.ts`, {
    'an order at our price (Razorpay)': ["minorIn(order, 'amount') !== amountMinor ||", ''],
    'an order in our currency (Razorpay)': ["|| order['currency'] !== currency", ''],
    'a confirmation is signed': ['if (!proven)', 'if (false)'],
    'a confirmation is for our order': ['isSigned(`${id}|${paymentId}`', 'isSigned(`order_2|${paymentId}`'],
    'the payment that was asked for': ["payment['id'] !== paymentId ||", ''],
    'a payment of our order': ["|| payment['order_id'] !== id", ''],
    'payments of our order': [
      "if (payment['order_id'] !== id)\n            throw",
      'if (false)\n            throw',
    ],
    'a payment is no path': [
      '`/v1/payments/${encodeURIComponent(paymentId)}`',
      '`/v1/payments/${paymentId}`',
    ],
  }),
  ...guards(`${RAZORPAY}/provider.ts`, `${RAZORPAY}/webhook.test.ts`, {
    'an event has an id': ['if (!EVENT_ID.test(eventId))', 'if (false)'],
    'an event is our account’s': ["if (body['account_id'] !== accountId)", 'if (false)'],
  }),
  ...guards(`${STRIPE}/signature.ts`, `${STRIPE}/webhook.test.ts`, {
    'a signature grows old': ['TOLERANCE_SECONDS, undefined, now', '0, undefined, now'],
    'a signature’s age is told by our clock': [
      'TOLERANCE_SECONDS, undefined, now',
      'TOLERANCE_SECONDS, undefined, 0',
    ],
    'a wrong signature is no signature': [
      'if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;',
      'if (error instanceof Stripe.errors.StripeSignatureVerificationError) return true;',
    ],
  }),
  ...guards(`${STRIPE}/client.ts`, `${STRIPE}/provider.test.ts`, {
    'an answer is a good one': ['if (answer.lastResponse.statusCode !== 200)', 'if (false)'],
    'Stripe’s words are not told': ['throw failed(reasonOf(error));', 'throw failed(String(error));'],
  }),
  ...guards(`${STRIPE}/intent.ts`, `${STRIPE}/provider.test.ts`, {
    'only intents that succeeded': ["if (intent['status'] !== 'succeeded') return [];", ''],
    'only refunds that succeeded': [".filter(({ status }) => status === 'succeeded')", ''],
  }),
  ...guards(`${STRIPE}/event.ts`, `${STRIPE}/webhook.test.ts`, {
    'not paid, no fact': ["|| object['payment_status'] !== 'paid'", ''],
    'not begun here, no fact (sessions)': ["object['client_reference_id'] == null ||", ''],
    'not begun here, no fact (intents)': ['receipt === undefined ||', ''],
    'not taken, no fact': ['|| facts.length === 0', ''],
  }),
  ...guards(`${STRIPE}/provider.ts`, `${STRIPE}/provider.test.ts`, {
    'an order at our price (Stripe)': ['amountMinor !== plan.amountMinor ||', ''],
    'an order in our currency (Stripe)': ['|| currency !== plan.currency', ''],
    'the session of our order': ["if (session['client_reference_id'] !== reference)", 'if (false)'],
    'a session that is paid': ["session['payment_status'] === 'paid' ?", 'true ?'],
    'one key for one order': ['{ idempotencyKey: receipt }', '{}'],
  }),
];
