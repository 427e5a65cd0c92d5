import { describe, expect, it, vi } from 'vitest';
import { createPager, type Listed, type Page } from './pager.ts';

type Item = { readonly id: string };
const page = (nextToken: string | null, ...ids: string[]): Page<Item> => ({
  items: ids.map((id) => ({ id })),
  nextToken,
});

/** A pager over pages that the test hands out one by one, and the list as it was last told. */
function pagerOver() {
  const asked: (string | null)[] = [];
  const answers: { give: (page: Page<Item>) => void; refuse: (error: Error) => void }[] = [];
  const changed = vi.fn<(list: Listed<Item>) => void>();
  const pager = createPager<Item>((token) => {
    asked.push(token);
    return new Promise((give, refuse) => answers.push({ give, refuse }));
  }, changed);
  const list = () => changed.mock.lastCall![0];
  return { pager, asked, answers, changed, list, ids: () => list().items.map(({ id }) => id) };
}

describe('the pager', () => {
  it('reads page after page to the end of the list, and nothing after it', async () => {
    const { pager, asked, answers, list, ids } = pagerOver();
    const first = pager.more();
    expect(list()).toMatchObject({ isLoading: true });
    answers[0]!.give(page('second', 'a', 'b'));
    await first;
    expect(list()).toEqual({ items: [{ id: 'a' }, { id: 'b' }], isLoading: false, hasMore: true });
    const second = pager.more();
    answers[1]!.give(page(null, 'c'));
    await second;
    await pager.more();
    expect(asked).toEqual([null, 'second']);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(list().hasMore).toBe(false);
  });

  it('asks once, however often it is asked while a page is on its way', async () => {
    const { pager, asked, answers } = pagerOver();
    const first = pager.more();
    await pager.more();
    answers[0]!.give(page(null));
    await first;
    expect(asked).toHaveLength(1);
  });

  it('shows an item once that moved from one page to the next', async () => {
    const { pager, answers, ids } = pagerOver();
    const first = pager.more();
    answers[0]!.give(page('t', 'a', 'b'));
    await first;
    const second = pager.more();
    answers[1]!.give(page(null, 'b', 'c'));
    await second;
    expect(ids()).toEqual(['a', 'b', 'c']);
  });

  it('says why a page did not come, and asks for the same one again', async () => {
    const { pager, asked, answers, list, ids } = pagerOver();
    const first = pager.more();
    answers[0]!.give(page('t', 'a'));
    await first;
    const second = pager.more();
    answers[1]!.refuse(new Error('no line'));
    await second;
    expect(list()).toMatchObject({ error: new Error('no line'), hasMore: true, isLoading: false });
    const again = pager.more();
    answers[2]!.give(page(null, 'b'));
    await again;
    expect(asked).toEqual([null, 't', 't']);
    expect(list()).not.toHaveProperty('error');
    expect(ids()).toEqual(['a', 'b']);
  });

  it('is not heard of once it is stopped', async () => {
    const { pager, answers, changed } = pagerOver();
    const first = pager.more();
    changed.mockClear();
    pager.stop();
    answers[0]!.give(page(null, 'a'));
    await first;
    await pager.more();
    expect(changed).not.toHaveBeenCalled();
  });
});
