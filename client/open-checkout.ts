import type { Left } from './checkout.ts';
import {
  openRazorpay,
  type CheckoutAnswer,
  type Heading,
  type Order,
  type RazorpayScript,
} from './razorpay.ts';

/** What opening a checkout needs of a browser. */
export interface CheckoutWorld {
  /** Resolves once the script has run. */
  readonly load: (url: string) => Promise<void>;
  readonly razorpay: () => RazorpayScript | undefined;
  readonly goTo: (url: string) => void;
}

/** Opens an order's checkout: the provider's window over the page, or the provider's own page. */
export async function openCheckout(
  order: Order,
  heading: Heading,
  world: CheckoutWorld = thisPage,
): Promise<CheckoutAnswer | Left> {
  if (order.checkoutUrl !== null) {
    world.goTo(order.checkoutUrl);
    return { kind: 'left' };
  }
  if (order.checkoutScriptUrl === null) throw new Error(`There is no checkout for ${order.provider}.`);
  await world.load(order.checkoutScriptUrl);
  const Razorpay = world.razorpay();
  if (!Razorpay) throw new Error('The checkout could not be loaded.');
  return openRazorpay(Razorpay, order, heading);
}

/** Loads each script once, whoever asks; one that did not come is asked for again the next time. */
export function scriptLoader(append: (url: string) => Promise<void>): (url: string) => Promise<void> {
  const loaded = new Map<string, Promise<void>>();
  return (url) => {
    const loading =
      loaded.get(url) ??
      append(url).catch((error: unknown) => {
        loaded.delete(url);
        throw error;
      });
    loaded.set(url, loading);
    return loading;
  };
}

const appendScript = (url: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => {
      script.remove();
      reject(new Error('The checkout could not be loaded. Is something blocking it?'));
    });
    document.head.append(script);
  });

const thisPage: CheckoutWorld = {
  load: scriptLoader(appendScript),
  razorpay: () => (globalThis as { Razorpay?: RazorpayScript }).Razorpay,
  goTo: (url) => location.assign(url),
};
