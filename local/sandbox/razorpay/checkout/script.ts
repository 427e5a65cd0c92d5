/*
 * `checkout.js`: what a merchant's page loads. It opens the sandbox's own page in a frame over the merchant's, and hands on
 * what comes of it.
 */

interface Success {
  readonly razorpay_payment_id: string;
  readonly razorpay_order_id: string;
  readonly razorpay_signature: string;
}

interface Options {
  readonly key?: string;
  readonly order_id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly prefill?: { readonly email?: string; readonly contact?: string };
  readonly theme?: { readonly color?: string };
  readonly handler?: (response: Success) => void;
  readonly modal?: {
    readonly ondismiss?: () => void;
    readonly escape?: boolean;
    readonly backdropclose?: boolean;
  };
  /** Where the browser goes with the response, in the place of `handler`. */
  readonly callback_url?: string;
}

type Message =
  | { readonly type: 'paid'; readonly response: Success }
  | { readonly type: 'failed'; readonly error: object }
  | { readonly type: 'dismissed' };

type Listener = (response: object) => void;

const home = new URL((document.currentScript as HTMLScriptElement).src).origin;

class Razorpay {
  readonly #options: Options;
  readonly #listeners = new Map<string, Listener[]>();
  #close: (() => void) | undefined;

  constructor(options: Options) {
    if (!options.key) throw new Error('No key passed');
    this.#options = options;
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  open(): this {
    if (this.#close) return this;
    const { modal } = this.#options;
    const dialog = document.createElement('dialog');
    const frame = document.createElement('iframe');
    dialog.className = 'razorpay-container';
    dialog.setAttribute('aria-label', 'Payment');
    dialog.style.cssText =
      'border:0;padding:0;margin:auto;width:min(26rem,100vw);height:min(38rem,100dvh);max-width:none;' +
      'max-height:none;border-radius:12px;overflow:hidden;background:transparent;';
    frame.className = 'razorpay-checkout-frame';
    frame.title = 'Payment';
    frame.style.cssText = 'border:0;width:100%;height:100%;display:block;';
    frame.src = this.#address();
    dialog.append(frame);

    const listen = (event: MessageEvent) => {
      // From this frame, and from nobody who got into it.
      if (event.origin === home && event.source === frame.contentWindow) this.#take(event.data as Message);
    };
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      if (modal?.escape !== false) this.#dismiss();
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog && modal?.backdropclose) this.#dismiss();
    });
    window.addEventListener('message', listen);
    this.#close = () => {
      window.removeEventListener('message', listen);
      dialog.close();
      dialog.remove();
      this.#close = undefined;
    };
    document.body.append(dialog);
    dialog.showModal();
    return this;
  }

  close(): void {
    this.#close?.();
  }

  #address(): string {
    const { key, order_id, name, description, prefill, theme } = this.#options;
    const { email, contact } = prefill ?? {};
    const query = { key_id: key, order_id, name, description, email, contact, color: theme?.color };
    const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
    return `${home}/v1/checkout/embedded?${new URLSearchParams([...given, ['origin', location.origin]])}`;
  }

  #take(message: Message): void {
    if (message.type === 'dismissed') this.#dismiss();
    else if (message.type === 'paid') this.#succeed(message.response);
    else for (const tell of this.#listeners.get('payment.failed') ?? []) tell({ error: message.error });
  }

  #dismiss(): void {
    this.close();
    this.#options.modal?.ondismiss?.();
  }

  #succeed(response: Success): void {
    this.close();
    const { callback_url: url, handler } = this.#options;
    if (url) post(url, response);
    else handler?.(response);
  }
}

/** Goes to the address with the response, as a form that is sent. */
function post(url: string, response: Success): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = url;
  for (const [name, value] of Object.entries(response)) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

Object.assign(window, { Razorpay });

export {};
