/** What a page may keep for as long as its window is open. */
export type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Where somebody was when they left for the provider's page. */
const LEFT = 'playhead.left';

export const noteLeaving = (keeper: Keeper, hash: string): void => keeper.setItem(LEFT, hash);

/** What an address says of somebody who comes back from the provider's page. */
export interface Return {
  /** The order, where it was paid. */
  readonly orderId: string | undefined;
  /** The page's address without it, where they were before. */
  readonly href: string;
}

/** Undefined for everybody else. What was noted counts once. */
export function comeBack(keeper: Keeper, address: string): Return | undefined {
  const url = new URL(address);
  const orderId = url.searchParams.get('order') ?? undefined;
  const left = keeper.getItem(LEFT);
  keeper.removeItem(LEFT);
  // Without an order only the bare page is where the provider leads back to: any other address was asked for.
  if (orderId === undefined && (left === null || url.hash !== '')) return undefined;
  url.searchParams.delete('order');
  url.hash = left ?? '#/membership';
  return { orderId, href: url.href };
}
