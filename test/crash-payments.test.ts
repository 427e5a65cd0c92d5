import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderStory } from '../local/sandbox/razorpay/control.ts';
import { alteredAssembly } from './support/altered-stack.ts';
import { openDeaths, type Deaths } from './support/deaths.ts';
import { ask } from './support/graphql.ts';
import { ASK_SECRET, CREATE, FUNCTIONS, STORIES, type Scene, type Story } from './support/payment-scenes.ts';
import { openShop, type Shop } from './support/payment-shop.ts';
import { allTold, CONFIRM, createOrder, daysOf, standing, type Paid } from './support/payments.ts';
import { newPerson, type Person } from './support/people.ts';
import { newPlace, removePlace, startProgram, type RunningStack } from './support/stack.ts';

/*
 * `kill -9` of the process of each function that has to do with payments, right after each of its calls to AWS or to the
 * provider, and before the next. Then whoever makes up for it does, and in the end the provider tells all that it has.
 */

interface Played {
  readonly scene: Scene;
  readonly calls: readonly string[];
}

const place = await newPlace();
let deaths: Deaths;
let assembly: string;
let stack: RunningStack;
let shop: Shop;
const played = new Map<Story, readonly Played[]>();

const start = () =>
  startProgram(place, [
    join(import.meta.dirname, 'support', 'altered-program.ts'),
    ...[place.dataDirectory, String(place.ports.web), String(place.ports.aws), assembly],
  ]);

async function play(story: Story, nth: number): Promise<void> {
  const scene = await story.begin(shop);
  const calls = await deaths.during(story.by, nth, scene);
  played.set(story, [...(played.get(story) ?? []), { scene, calls }]);
}

/** One death after the other, so that each run is in a process of its own; those that nobody disturbs come last. */
async function playAll(stories: readonly Story[]): Promise<void> {
  for (const story of stories) for (const index of story.calls.keys()) await play(story, index + 1);
  for (const story of stories) await play(story, Infinity);
}

beforeAll(async () => {
  deaths = await openDeaths(place, FUNCTIONS);
  assembly = await alteredAssembly((template) => deaths.lead(template));
  stack = await start();
  shop = await openShop(stack.outputs);
  await shop.sandbox('PATCH', 'deliveries', { paused: true });
  const byFunction = Map.groupBy(STORIES, ({ by }) => by);
  const makes = byFunction.get(CREATE)!;
  byFunction.delete(CREATE);
  // Orders are made in all the others, too.
  await Promise.all([...byFunction.values()].map(playAll));
  await playAll(makes);
}, 120_000);
afterAll(async () => {
  shop?.rows.close();
  await stack?.stop();
  await deaths?.close();
  await removePlace(place);
  await rm(assembly, { recursive: true, force: true });
});

/** Exactly what was paid for, once each. */
async function expectPaidFor({ calls, scene: { person, paid } }: Played): Promise<void> {
  const after = calls.join(', ');
  const { membership, ledger } = await standing(stack.outputs, person);
  const granted = paid.map(({ orderId, paymentId }) => ({
    ...{ change: 'GRANTED', cause: 'PAYMENT', orderId, paymentId },
  }));
  expect(ledger, after).toEqual(granted);
  if (paid.length === 0) return void expect(membership, after).toBeNull();
  expect(membership, after).toMatchObject({ status: 'ACTIVE' });
  expect(daysOf(membership!), after).toBe(30 * paid.length);
}

describe.each(STORIES)('$name', (story) => {
  it('and the function dies after each of its calls', () => {
    const [undisturbed, ...died] = played
      .get(story)!
      .map(({ calls }) => calls)
      .toReversed();
    expect(died.toReversed()).toEqual(story.calls.map((_call, index) => story.calls.slice(0, index + 1)));
    const isNew = (call: string) => call !== ASK_SECRET;
    expect(undisturbed!.filter(isNew)).toEqual(story.calls.filter(isNew));
  });

  it('and what was paid for is there once it is done again', async () => {
    for (const one of played.get(story)!) {
      await one.scene.again();
      await expectPaidFor(one);
    }
  });
});

it('all that the provider tells afterwards changes nothing', async () => {
  await shop.sandbox('PATCH', 'deliveries', { paused: false });
  await allTold(shop.sandbox);
  for (const one of [...played.values()].flat()) await expectPaidFor(one);
});

/** Everybody buys one membership after the other, until so many were granted; then the lights go out. */
async function crashAmid(buyers: readonly Buyer[], grants: number): Promise<void> {
  let granted = 0;
  let killed: Promise<void> | undefined;
  const buyOn = async (buyer: Buyer) => {
    while (!killed) {
      const { id } = await createOrder(stack.outputs, buyer.person);
      buyer.orders.push(id);
      buyer.unconfirmed = await shop.payments.pay(id);
      await confirm(buyer);
      granted += 1;
      if (granted >= grants) killed ??= stack.kill();
    }
  };
  await Promise.all(
    buyers.map((buyer) =>
      buyOn(buyer).catch((error: unknown) => {
        if (!killed) throw error;
      }),
    ),
  );
  await killed;
  stack = await start();
  await Promise.all(buyers.map(confirm));
}

interface Buyer {
  readonly person: Person;
  readonly orders: string[];
  unconfirmed?: Paid | undefined;
}

async function confirm(buyer: Buyer): Promise<void> {
  if (buyer.unconfirmed) await ask(stack.outputs, buyer.person, CONFIRM, { input: buyer.unconfirmed });
  buyer.unconfirmed = undefined;
}

describe('the whole system killed while people pay', () => {
  it('grants what was paid for, once', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => newPerson(stack.outputs)));
    const buyers: Buyer[] = people.map((person) => ({ person, orders: [] }));
    await crashAmid(buyers, 12);
    await allTold(shop.sandbox);

    const stories = Object.values(await shop.sandbox('GET', 'razorpay/orders')) as unknown as OrderStory[];
    for (const { person, orders } of buyers) {
      const paid = stories
        .filter(({ id }) => orders.includes(id))
        .flatMap(({ id: orderId, payments }) =>
          payments.map(({ id: paymentId }) => ({ orderId, paymentId })),
        );
      const { membership, ledger } = await standing(stack.outputs, person);
      const granted = ledger.map(({ orderId, paymentId }) => ({ orderId, paymentId }));
      expect(sorted(granted)).toEqual(sorted(paid));
      expect(daysOf(membership!)).toBe(30 * paid.length);
    }
  });
});

const sorted = (paid: readonly { orderId: string }[]) =>
  paid.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));
