import { createHmac } from 'node:crypto';

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

/** What proves to the merchant that this payment was made for this order. */
export const paymentSignature = (orderId: string, paymentId: string, keySecret: string): string =>
  hmac(keySecret, `${orderId}|${paymentId}`);

/** What proves that a webhook's body, byte by byte, came from here. */
export const webhookSignature = (body: string, secret: string): string => hmac(secret, body);
