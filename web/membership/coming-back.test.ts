import { describe, expect, it } from 'vitest';
import { comeBack, noteLeaving, type Keeper } from './coming-back.ts';

function keeper(): Keeper {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
/** Somebody who left a video for the provider's page. */
const payer = () => {
  const own = keeper();
  noteLeaving(own, '#/video/v1');
  return own;
};

describe('coming back from the provider’s page', () => {
  it('leads to where one was, with the order that was paid', () =>
    expect(comeBack(payer(), 'https://web.example/watch/?order=cs_1&theme=dark')).toEqual({
      orderId: 'cs_1',
      href: 'https://web.example/watch/?theme=dark#/video/v1',
    }));

  it('leads there, too, without having paid', () =>
    expect(comeBack(payer(), 'https://web.example/')).toEqual({
      orderId: undefined,
      href: 'https://web.example/#/video/v1',
    }));

  it('leads to the membership in another window', () =>
    expect(comeBack(keeper(), 'https://web.example/?order=cs_1')).toEqual({
      orderId: 'cs_1',
      href: 'https://web.example/#/membership',
    }));

  it('happens once', () => {
    const own = payer();
    comeBack(own, 'https://web.example/?order=cs_1');
    expect(comeBack(own, 'https://web.example/')).toBeUndefined();
  });

  it('is nobody’s who asks for another address, or was never away', () => {
    expect(comeBack(payer(), 'https://web.example/#/liked')).toBeUndefined();
    expect(comeBack(keeper(), 'https://web.example/')).toBeUndefined();
  });
});
