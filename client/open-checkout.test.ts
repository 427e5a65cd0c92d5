import { describe, expect, it } from 'vitest';
import { openCheckout, scriptLoader, type CheckoutWorld } from './open-checkout.ts';
import type { RazorpayScript } from './razorpay.ts';
import { ORDER } from './testing.ts';

const HEADING = { name: 'Playhead', description: 'Monthly' };
type Options = ConstructorParameters<RazorpayScript>[0];
type Window = { options: Options; fail(description?: string): void };

/** A page with Razorpay's interface; `act` is what a person does in its window. */
function page(act: (window: Window) => void) {
  const done: string[] = [];
  class Razorpay {
    #failed = (_answer: { error: { description?: string } }) => {};
    readonly #options: Options;
    constructor(options: Options) {
      this.#options = options;
    }
    on(_event: 'payment.failed', listener: (answer: { error: { description?: string } }) => void) {
      this.#failed = listener;
    }
    open() {
      const fail = (description?: string) =>
        this.#failed({ error: description === undefined ? {} : { description } });
      act({ options: this.#options, fail });
    }
  }
  const world: CheckoutWorld = {
    load: async (url) => void done.push(`load ${url}`),
    razorpay: () => Razorpay,
    goTo: (url) => void done.push(`go to ${url}`),
  };
  return { world, done };
}

describe('the checkout of Razorpay', () => {
  it('is opened for the order with the public key, and answers with what the server wants to see', async () => {
    let options: Options | undefined;
    const { world, done } = page((window) => {
      ({ options } = window);
      window.options.handler({ razorpay_payment_id: 'pay_1', razorpay_signature: 'ab' });
    });
    expect(await openCheckout(ORDER, HEADING, world)).toEqual({
      ...{ kind: 'paid', paymentId: 'pay_1', signature: 'ab' },
    });
    expect(options).toMatchObject({
      key: 'rzp_1',
      order_id: 'order_1',
      amount: 49_900,
      currency: 'INR',
      ...HEADING,
    });
    expect(done).toEqual(['load https://checkout.example/v1.js']);
  });

  it('is closed without a payment', async () => {
    const { world } = page(({ options }) => options.modal.ondismiss());
    expect(await openCheckout(ORDER, HEADING, world)).toEqual({ kind: 'closed' });
  });

  it('says why the last attempt failed when it is closed after it', async () => {
    const { world } = page(({ options, fail }) => {
      fail();
      fail('The bank said no.');
      options.modal.ondismiss();
    });
    expect(await openCheckout(ORDER, HEADING, world)).toEqual({
      kind: 'closed',
      failure: 'The bank said no.',
    });
  });

  it('forgets an attempt that failed when the next one is paid', async () => {
    const { world } = page(({ options, fail }) => {
      fail('The bank said no.');
      options.handler({ razorpay_payment_id: 'pay_2', razorpay_signature: 'cd' });
    });
    expect(await openCheckout(ORDER, HEADING, world)).toMatchObject({ kind: 'paid', paymentId: 'pay_2' });
  });
});

describe('other checkouts', () => {
  it('of a page of the provider’s are gone to', async () => {
    const { world, done } = page(() => {});
    const order = { ...ORDER, checkoutScriptUrl: null, checkoutUrl: 'https://pay.example/cs_1' };
    expect(await openCheckout(order, HEADING, world)).toEqual({ kind: 'left' });
    expect(done).toEqual(['go to https://pay.example/cs_1']);
  });

  it('that are nowhere are said to be', async () => {
    const { world } = page(() => {});
    await expect(openCheckout({ ...ORDER, checkoutScriptUrl: null }, HEADING, world)).rejects.toThrow(
      'no checkout',
    );
    const empty = { ...world, razorpay: () => undefined };
    await expect(openCheckout(ORDER, HEADING, empty)).rejects.toThrow('could not be loaded');
  });
});

describe('a script', () => {
  it('is loaded once, and again when it did not come', async () => {
    const loads: string[] = [];
    let fails = true;
    const load = scriptLoader(async (url) => {
      loads.push(url);
      if (fails) throw new Error('blocked');
    });
    await expect(load('a')).rejects.toThrow('blocked');
    fails = false;
    await Promise.all([load('a'), load('a'), load('b')]);
    await load('a');
    expect(loads).toEqual(['a', 'a', 'b']);
  });
});
