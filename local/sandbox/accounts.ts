import type { Seal } from '../runtime/seal.ts';
import { isThisMachine } from '../runtime/this-machine.ts';
import { HttpError } from './http/http-error.ts';
import { isRecord } from './http/exchange.ts';
import type { Documents } from './documents.ts';
import { newId } from './ids.ts';

export interface Webhook {
  readonly url: string;
  readonly secret: string;
  readonly enabled: boolean;
  /** Which events it is told of; without the list, all. */
  readonly events?: readonly string[];
  /** Spaces by which its JSON is indented; without it, none is. */
  readonly indent?: number;
}

/** The merchant's account with one provider: there is one of each. */
export interface Account {
  /** `acc_…` */
  readonly id: string;
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhook?: Webhook;
}

/** What of an account may be shown. */
export type ShownAccount = Omit<Account, 'keySecret' | 'webhook'> & {
  readonly webhook?: Omit<Webhook, 'secret'>;
};

export interface Accounts {
  find(provider: string): Account | undefined;
  /** Sets keys and webhook. What is left out of a webhook of the same URL stays as it was. */
  set(provider: string, input: unknown): Account;
  changeWebhook(provider: string, change: Partial<Webhook>): Account | undefined;
}

const KIND = 'account';

/** @param seal keeps the secrets from lying open on disk */
export function createAccounts(documents: Documents, seal: Seal, now: () => number): Accounts {
  const find = (provider: string): Account | undefined => {
    const kept = documents.find<{ sealed: string }>(KIND, provider);
    return kept && (seal.open(Buffer.from(kept.sealed, 'base64')) as Account | undefined);
  };
  const put = (provider: string, account: Account): Account => {
    const sealed = seal.seal(account).toString('base64');
    documents.put(KIND, { id: provider, created_at: now(), sealed });
    return account;
  };

  return {
    find,
    set(provider, input) {
      const { id, keyId, keySecret, webhook } = accountInput(input);
      const before = find(provider);
      const same = webhook && before?.webhook?.url === webhook.url ? before.webhook : undefined;
      return put(provider, {
        ...{ id: id ?? before?.id ?? newId('acc_'), keyId, keySecret },
        ...(webhook && { webhook: { enabled: true, ...same, ...webhook } }),
      });
    },
    changeWebhook(provider, change) {
      const account = find(provider);
      if (!account?.webhook) return undefined;
      return put(provider, { ...account, webhook: { ...account.webhook, ...change } });
    },
  };
}

export function shown({ id, keyId, webhook }: Account): ShownAccount {
  if (!webhook) return { id, keyId };
  const { secret: _kept, ...rest } = webhook;
  return { id, keyId, webhook: rest };
}

type WebhookInput = Omit<Webhook, 'enabled'> & Partial<Pick<Webhook, 'enabled'>>;

function accountInput(input: unknown): Omit<Account, 'id' | 'webhook'> & {
  readonly id?: string;
  readonly webhook?: WebhookInput;
} {
  const { id, keyId, keySecret, webhook } = isRecord(input) ? input : {};
  if (!isText(keyId) || !isText(keySecret))
    throw new HttpError(400, 'An account has a keyId and a keySecret.');
  if (id !== undefined && !isText(id)) throw new HttpError(400, 'The id of an account is a text.');
  return {
    keyId,
    keySecret,
    ...(id && { id }),
    ...(webhook !== undefined && { webhook: webhookInput(webhook) }),
  };
}

function webhookInput(input: unknown): WebhookInput {
  const { url, secret, ...rest } = isRecord(input) ? input : {};
  if (!isText(url) || !isText(secret)) throw new HttpError(400, 'A webhook has a url and a secret.');
  // What happens here is nothing to tell anybody else of.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || !isThisMachine(new URL(url).hostname))
    throw new HttpError(400, 'A webhook is an http address of this machine.');
  return { url, secret, ...webhookChange(rest) };
}

/** What a person or a test may switch about a webhook. */
export function webhookChange(input: Readonly<Record<string, unknown>>): Partial<Webhook> {
  const { enabled, events, indent } = input;
  if (enabled !== undefined && typeof enabled !== 'boolean')
    throw new HttpError(400, 'enabled is true or false.');
  if (events !== undefined && !(Array.isArray(events) && events.every(isText)))
    throw new HttpError(400, 'events is a list of the names of events.');
  if (indent !== undefined && !(Number.isInteger(indent) && Number(indent) >= 0 && Number(indent) <= 8))
    throw new HttpError(400, 'indent is a number of spaces, from 0 to 8.');
  return {
    ...(enabled !== undefined && { enabled }),
    ...(events !== undefined && { events: events as readonly string[] }),
    ...(indent !== undefined && { indent: Number(indent) }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
