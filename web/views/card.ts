import type { VideoCard } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { icon } from '../icons.ts';
import { resumeAt } from '../position.ts';
import { hrefOf } from '../routes.ts';
import { still } from './still.ts';
import { ago, amount, duration, plural } from './words.ts';

/** One video of a list. */
export function card(video: VideoCard): HTMLElement {
  const link = el('a', { href: hrefOf({ view: 'video', id: video.id }) }, video.title);
  const owner = el(
    'a',
    { className: 'owner', href: hrefOf({ view: 'person', id: video.owner.id }) },
    video.owner.displayName,
  );
  return el(
    'li',
    { className: 'video-card', dataset: { testid: 'card', id: video.id } },
    picture(video),
    el('h3', {}, link),
    el('p', { className: 'quiet' }, owner, `${BETWEEN}${factLine(video)}`),
  );
}

function picture(video: VideoCard): HTMLElement {
  const { durationSeconds, viewer } = video;
  const marks = [
    ...(video.kind === 'SHORT' ? [el('span', { className: 'mark-kind' }, 'Short')] : []),
    ...(video.access === 'PREMIUM' ? [premiumMark(viewer?.canWatch ?? false)] : []),
  ];
  const length =
    durationSeconds === null ? [] : [el('span', { className: 'mark-length' }, duration(durationSeconds))];
  const watched = resumeAt(viewer?.positionSeconds, durationSeconds);
  const bar = el('span', { className: 'watched', hidden: watched === 0 || durationSeconds === null });
  bar.style.width = `${(100 * watched) / (durationSeconds ?? Infinity)}%`;
  return el(
    'div',
    { className: 'picture' },
    still(video),
    el('span', { className: 'marks' }, ...marks),
    ...length,
    bar,
  );
}

/** A star for those who may watch it, a lock for those who may not yet. */
const premiumMark = (canWatch: boolean) =>
  el(
    'span',
    { className: 'mark-kind premium', dataset: { testid: 'premium' } },
    icon(canWatch ? 'star' : 'lock'),
    'Members',
  );

/** A line ends after it, never before. */
const BETWEEN = '\u00a0· ';

/** Facts that a line may end after, but not within. */
function factLine(video: VideoCard): string {
  const average = video.ratingAverage;
  const facts = [
    ...(video.viewCount > 0 ? [plural(video.viewCount, 'view')] : []),
    ...(average === null ? [] : [`★ ${amount(average)}`]),
    ago(video.publishedAt ?? video.createdAt),
  ];
  return facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(BETWEEN);
}
