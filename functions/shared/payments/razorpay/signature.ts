import { createHmac, timingSafeEqual } from 'node:crypto';

/** As Razorpay writes a signature: HMAC-SHA256 in hexadecimal, in small letters. */
export const SIGNATURE = /^[0-9a-f]{64}$/;

/** How long the comparison takes says nothing of where a wrong signature differs. */
export function isSigned(content: Buffer | string, signature: string, secret: string): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(content).digest();
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected);
}
