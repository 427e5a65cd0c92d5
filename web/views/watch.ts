import { errorTypeOf, followVideo, isPlayable, laterState, type VideoState } from '../../client/index.ts';
import { feed, video as readVideo, type Grant, type Video } from '../api/catalogue.ts';
import { onReactions } from '../api/engagement.ts';
import { cancelUpload, onVideoStatus, type OwnVideo } from '../api/studio.ts';
import { laterCounts, type Counts } from '../counts.ts';
import { el, messageOf } from '../dom.ts';
import { icon } from '../icons.ts';
import { every } from '../live.ts';
import type { Shop } from '../membership/shop.ts';
import { resumeAt } from '../position.ts';
import { hrefOf } from '../routes.ts';
import { currentUser } from '../session.ts';
import { card } from './card.ts';
import { engagementView } from './engagement.ts';
import { makerOf } from './making.ts';
import { premiumWall } from './membership/wall.ts';
import { notePosition } from './note-position.ts';
import { ownerTools } from './owner-tools.ts';
import { screenView } from './screen.ts';
import { tile } from './tile.ts';
import type { View } from './view.ts';
import { ago, plural } from './words.ts';

const MORE = 6;

/** One video: to watch, and everything about it. */
export async function watchView(id: string, shop: Shop): Promise<View> {
  let video = await readVideo(id);
  const isOwn = video.owner.id === currentUser()?.id;
  const from = resumeAt(video.viewer?.positionSeconds, video.durationSeconds);
  const download = downloadLink();
  const screen = screenView({
    video: () => video,
    ...(isOwn && {
      maker: ownMaker(
        video,
        (state) => news(state),
        (message) => screen.say({ words: message }),
      ),
    }),
    from,
    began: (player) => (currentUser() ? notePosition(player, video, from, notNoted) : () => {}),
    granted: download.show,
    isWalled: () => video.access === 'PREMIUM' && !isOwn && !video.viewer?.canWatch && !shop.store.isMember(),
    wall(open) {
      download.hide();
      return premiumWall(shop, video.posterUrl, open);
    },
  });
  const notNoted = (error: unknown) => {
    // Who may not note their place may not watch any more either.
    if (errorTypeOf(error) === 'MembershipRequired') screen.renew();
    else console.warn('The position was not noted.', error);
  };
  const head = el('div', { className: 'details' });
  const description = el('div', { className: 'details' });
  let counts: Counts = video;
  const told = (later: Counts) => {
    counts = laterCounts(counts, later);
    engagement.counts(counts);
  };
  const engagement = engagementView(video, told);
  engagement.element.append(download.element);
  told(video);
  const about = (current: Video) => {
    video = current;
    head.replaceChildren(...headOf(current, about));
    description.replaceChildren(...descriptionOf(current));
  };
  about(video);
  const stopListening = onReactions(id, {
    next: told,
    // Asked again once events arrive, and after each interruption: what happened before is not repeated.
    standing: () => readVideo(id).then(told, quietly),
    failed: quietly,
  });

  // Whoever is no member any more hears so from the server, which alone decides.
  const stopMinding = shop.store.listen(() => {
    if (video.access === 'PREMIUM' && !isOwn && !shop.store.isMember()) screen.renew();
  });

  /** The last that was heard of the making. Only its owner sees a video before it is ready. */
  let latest: VideoState = video;
  const news = (state: VideoState) => {
    latest = laterState(latest, state);
    const show = () => screen.show(latest);
    // Its length and its picture come with what can be watched.
    if (isPlayable(latest)) void readVideo(id).then(about, quietly).then(show);
    else show();
  };
  const stopFollowing = isOwn ? followVideo(portsOf(id), video, news) : () => {};
  screen.show(video);

  return {
    title: video.title,
    element: el(
      'div',
      { className: 'page watch' },
      el('div', { className: 'main' }, screen.element, head, engagement.element, description),
      moreLike(video),
    ),
    stop() {
      stopListening();
      stopFollowing();
      stopMinding();
      screen.stop();
    },
  };
}

const portsOf = (id: string) => ({
  subscribe: (hear: Parameters<typeof onVideoStatus>[1]) => onVideoStatus(id, hear),
  read: () => readVideo(id),
  every,
  failed: quietly,
});

const ownMaker = (video: Video, told: (state: OwnVideo) => void, failed: (message: string) => void) =>
  makerOf(video, {
    cancel: async (id) => told(await cancelUpload(id)),
    told,
    failed: (error) => failed(messageOf(error)),
  });

/** The way to keep a file of it, for those who may watch and where there is one. */
function downloadLink(): { element: HTMLElement; show(grant: Grant): void; hide(): void } {
  const element = el(
    'a',
    { className: 'button download', hidden: true, target: '_blank', rel: 'noopener', download: '' },
    icon('download'),
    'Download',
  );
  element.dataset['testid'] = 'download';
  return {
    element,
    hide: () => (element.hidden = true),
    show({ mp4Url }) {
      element.hidden = mp4Url === null;
      if (mp4Url !== null) element.href = mp4Url;
    },
  };
}

/** What is shown stays true; it only stops moving. */
const quietly = (error: unknown) => console.warn(`News do not arrive: ${messageOf(error)}`);

function headOf(video: Video, changed: (video: Video) => void): HTMLElement[] {
  const { owner, language, viewCount } = video;
  const facts = [
    ...(viewCount > 0 ? [plural(viewCount, 'view')] : []),
    ago(video.publishedAt ?? video.createdAt),
    ...(language === null ? [] : [language]),
    ...(video.access === 'PREMIUM' ? ['for members'] : []),
    ...(video.visibility === 'PUBLIC' ? [] : [VISIBILITY[video.visibility]]),
  ];
  const person = el(
    'a',
    { className: 'person', href: hrefOf({ view: 'person', id: owner.id }) },
    tile(owner.displayName, 'avatar'),
    owner.displayName,
  );
  return [
    el('h1', {}, video.title),
    el('p', { className: 'quiet' }, facts.join(' · ')),
    el(
      'div',
      { className: 'row' },
      person,
      ...(owner.id === currentUser()?.id ? [ownerTools(video, changed)] : []),
    ),
  ];
}

function descriptionOf({ description, genres }: Video): HTMLElement[] {
  const genreLinks = genres.map((genre) =>
    el('a', { className: 'chip', href: hrefOf({ view: 'home', filters: { genre } }) }, genre),
  );
  return [
    ...(description === null ? [] : [el('p', { className: 'description' }, description)]),
    ...(genreLinks.length > 0 ? [el('div', { className: 'chips' }, ...genreLinks)] : []),
  ];
}

const VISIBILITY = { UNLISTED: 'unlisted', PRIVATE: 'only you' } as const;

/** Others of the same genre, or of the same kind; it stays away when there are none. */
function moreLike({ id, kind, genres: [genre] }: Video): HTMLElement {
  const items = el('ul', { className: 'grid', attributes: { 'aria-label': 'More to watch' } });
  const aside = el('aside', { className: 'more-like', hidden: true }, el('h2', {}, 'More to watch'), items);
  feed(genre === undefined ? { kind } : { genre }, null).then(
    ({ items: videos }) => {
      const others = videos.filter((other) => other.id !== id).slice(0, MORE);
      items.append(...others.map(card));
      aside.hidden = others.length === 0;
    },
    (error: unknown) => console.warn('More to watch did not load.', error),
  );
  return aside;
}
