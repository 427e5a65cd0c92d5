import { describe, expect, it } from 'vitest';
import { awaitMembership, checkout, settlePayment, type CheckoutPorts } from './checkout.ts';
import type { KnownMembership } from './membership.ts';
import { ORDER } from './testing.ts';

const MEMBER: NonNullable<KnownMembership> = {
  ...{ planId: 'monthly', status: 'ACTIVE' },
  ...{ startedAt: '2026-11-22T12:00:00.000Z', expiresAt: '2026-12-22T12:00:00.000Z' },
};
const INPUT = { orderId: 'order_1', paymentId: 'pay_1', signature: 'ab' };
const refusal = (type: string) => Object.assign(new Error(type), { type });

/** A server that says one thing after the other, the last for ever, and what it was asked. */
function server(says: {
  readonly answer?: Awaited<ReturnType<CheckoutPorts['open']>>;
  readonly confirm?: readonly (Error | NonNullable<KnownMembership>)[];
  readonly membership?: readonly (Error | KnownMembership)[];
}) {
  const asked: string[] = [];
  const nextOf = <Answer>(answers: readonly (Error | Answer)[] = []) => {
    let turn = 0;
    return async (): Promise<Answer> => {
      const answer = answers[Math.min(turn++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer as Answer;
    };
  };
  const confirm = nextOf(says.confirm);
  const membership = nextOf<KnownMembership>(says.membership);
  const ports: CheckoutPorts = {
    async open(order) {
      asked.push(`open ${order.id}`);
      return says.answer ?? { kind: 'paid', paymentId: 'pay_1', signature: 'ab' };
    },
    async confirm(input) {
      asked.push(`confirm ${Object.values(input).join(' ')}`);
      return confirm();
    },
    async membership() {
      asked.push('membership');
      return membership();
    },
    pause: async () => {},
    paid: () => asked.push('paid'),
  };
  return { ports, asked };
}

describe('a checkout', () => {
  it('that is paid ends with the membership', async () => {
    const { ports, asked } = server({ confirm: [MEMBER] });
    expect(await checkout(ORDER, null, ports)).toEqual({ kind: 'member', membership: MEMBER });
    expect(asked).toEqual(['open order_1', 'paid', 'confirm order_1 pay_1 ab']);
  });

  it.each([{ kind: 'closed', failure: 'It was declined.' }, { kind: 'left' }] as const)(
    'that is not paid asks nothing of the server: %j',
    async (answer) => {
      const { ports, asked } = server({ answer });
      expect(await checkout(ORDER, null, ports)).toEqual(answer);
      expect(asked).toEqual(['open order_1']);
    },
  );

  it.each([refusal('NotReady'), refusal('Unavailable'), new TypeError('Failed to fetch')])(
    'that is paid but not confirmed (%s) ends with the membership that the webhook brings',
    async (error) => {
      const { ports } = server({
        confirm: [error],
        membership: [null, new TypeError('Failed to fetch'), MEMBER],
      });
      expect(await checkout(ORDER, null, ports)).toEqual({ kind: 'member', membership: MEMBER });
    },
  );

  it('tries the confirmation again, for the webhook may be the one that does not come', async () => {
    const { ports, asked } = server({ confirm: [refusal('NotReady'), MEMBER], membership: [null] });
    expect(await checkout(ORDER, null, ports)).toEqual({ kind: 'member', membership: MEMBER });
    expect(asked.filter((one) => one.startsWith('confirm'))).toHaveLength(2);
  });

  it.each(['PaymentRejected', 'NotFound', 'BadRequest', 'Unauthorized'])(
    'that the server refuses for good (%s) says so at once',
    async (type) => {
      const { ports, asked } = server({ confirm: [refusal(type)] });
      await expect(settlePayment(INPUT, null, ports)).rejects.toThrow(type);
      expect(asked).toEqual(['confirm order_1 pay_1 ab']);
    },
  );

  it('does not take the membership of before for the one that was paid', async () => {
    const renewed = { ...MEMBER, expiresAt: '2027-01-21T12:00:00.000Z' };
    const { ports, asked } = server({
      confirm: [refusal('NotReady')],
      membership: [MEMBER, MEMBER, renewed],
    });
    expect(await settlePayment(INPUT, MEMBER, ports)).toEqual({ kind: 'member', membership: renewed });
    expect(asked.filter((one) => one === 'membership')).toHaveLength(3);
  });

  it('waits no longer than somebody looks on, and says that it is paid', async () => {
    const { ports } = server({ confirm: [refusal('NotReady')], membership: [null] });
    expect(await settlePayment(INPUT, null, ports)).toEqual({ kind: 'waiting' });
  });
});

describe('waiting for a membership', () => {
  it('ends with it', async () => {
    const { ports } = server({ membership: [null, null, MEMBER] });
    expect(await awaitMembership(null, ports)).toEqual(MEMBER);
  });

  it('ends without one at last', async () => {
    const { ports } = server({ membership: [null] });
    expect(await awaitMembership(null, ports)).toBeUndefined();
  });

  it('ends when nobody wants to know any more', async () => {
    const { ports, asked } = server({ membership: [null] });
    expect(await awaitMembership(null, ports, () => asked.length === 2)).toBeUndefined();
    expect(asked).toEqual(['membership', 'membership']);
  });
});
