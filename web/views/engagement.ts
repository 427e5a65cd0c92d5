import { like, rate, type Engagement } from '../api/engagement.ts';
import type { Counts } from '../counts.ts';
import { el, messageOf } from '../dom.ts';
import { icon } from '../icons.ts';
import { createIntent } from '../intent.ts';
import { hrefOf } from '../routes.ts';
import { currentUser } from '../session.ts';
import { starsView } from './stars.ts';
import { amount, plural } from './words.ts';

export interface EngagementView {
  readonly element: HTMLElement;
  counts(counts: Counts): void;
}

/**
 * The like button, the stars, and what everybody did. The counts are the server's: they follow a moment after.
 *
 * @param answered called with what a change was answered with
 */
export function engagementView(
  video: Engagement,
  answered: (engagement: Engagement) => void,
): EngagementView {
  const problem = el('p', { className: 'problem', attributes: { role: 'alert' } });
  const likes = el('span', { dataset: { testid: 'like-count' } });
  const heart = el(
    'button',
    { type: 'button', className: 'like', dataset: { testid: 'like' }, attributes: { 'aria-label': 'Like' } },
    icon('heart'),
    likes,
  );
  const stars = starsView((value) => rating.set(value));
  const average = el('p', { className: 'quiet', dataset: { testid: 'rating' } });

  const explain = (error: unknown) => (problem.textContent = error === undefined ? '' : messageOf(error));
  const liked = createIntent(
    video.viewer?.liked ?? false,
    async (isLiked) => answered(await like(video.id, isLiked)),
    (isLiked, error) => {
      heart.setAttribute('aria-pressed', String(isLiked));
      explain(error);
    },
  );
  const rating = createIntent(
    video.viewer?.rating ?? null,
    async (value) => answered(await rate(video.id, value)),
    (value, error) => {
      stars.show(value);
      explain(error);
    },
  );
  heart.setAttribute('aria-pressed', String(liked.value()));
  stars.show(rating.value());
  heart.addEventListener('click', () => {
    if (currentUser()) liked.set(!liked.value());
    else location.hash = hrefOf({ view: 'sign-in' });
  });

  return {
    element: el(
      'div',
      { className: 'engagement' },
      heart,
      ...(currentUser() ? [stars.element] : []),
      average,
      problem,
    ),
    counts({ likeCount, ratingAverage, ratingCount }) {
      likes.textContent = amount(likeCount);
      heart.setAttribute('aria-label', `Like, ${plural(likeCount, 'like')}`);
      average.textContent =
        ratingAverage === null ? '' : `★ ${ratingAverage.toFixed(1)} (${plural(ratingCount, 'rating')})`;
    },
  };
}
