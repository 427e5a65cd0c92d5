import { me } from './api/catalogue.ts';
import { ApiError } from './api/request.ts';
import { el, messageOf } from './dom.ts';
import { comeBack } from './membership/coming-back.ts';
import { createShop, type Shop } from './membership/shop.ts';
import { hrefOf, readRoute, type Route } from './routes.ts';
import { currentUser, endSession, restoreSession } from './session.ts';
import type { Settings } from './settings.ts';
import { header } from './views/header.ts';
import { homeView } from './views/home.ts';
import { likedView, watchingView } from './views/lists.ts';
import { membershipView } from './views/membership/membership.ts';
import { personView } from './views/person.ts';
import { invitation, signInView } from './views/sign-in.ts';
import type { View } from './views/view.ts';
import { watchView } from './views/watch.ts';
import { workbench, type Workbench } from './views/workbench.ts';

/** Where those go who open what only a signed-in person has. */
const PERSONAL: readonly Route['view'][] = ['liked', 'watching', 'studio'];

/** Shows the view that the address names, now and whenever it changes. */
export async function startPage(main: HTMLElement, settings: Settings): Promise<void> {
  const links = document.getElementById('links')!;
  const session = document.getElementById('session')!;
  let view: View | undefined;
  let name: string | undefined;
  /** There as long as somebody is signed in: a file goes on being sent while they look at something else. */
  let studio: Workbench | undefined;
  let shop = openShop();
  /** Where to go after signing in. */
  let origin: Route = { view: 'home', filters: {} };
  /** A view that took long must not replace one that was asked for after it. */
  let latest = 0;

  async function open(): Promise<void> {
    const asked = (latest += 1);
    const route = requested();
    if (route.view !== 'sign-in') origin = route;
    view?.stop?.();
    view = undefined;
    showHeader(route);
    const next = await viewOf(route).catch(failureView);
    if (asked !== latest) return next.stop?.();
    view = next;
    document.title = next.title === 'Playhead' ? next.title : `${next.title} · Playhead`;
    main.replaceChildren(next.element);
    window.scrollTo(0, 0);
    // Readers go on in what is new; the first view is read anyway.
    if (asked > 1) main.focus({ preventScroll: true });
  }

  /** What the address names, or the way in where that needs a person. */
  function requested(): Route {
    const route = readRoute(location.hash);
    if (currentUser() || !PERSONAL.includes(route.view)) return route;
    origin = route;
    return { view: 'sign-in' };
  }

  async function viewOf(route: Route): Promise<View> {
    switch (route.view) {
      case 'home':
        return homeView(
          route.filters,
          currentUser() || settings.demoUsers.length === 0
            ? undefined
            : invitation(settings.demoUsers, () => void entered()),
        );
      case 'video':
        return watchView(route.id, shop);
      case 'person':
        return personView(route.id, (renamed) => {
          name = renamed;
          showHeader(route);
        });
      case 'liked':
        return likedView();
      case 'watching':
        return watchingView();
      case 'studio':
        return theStudio().view();
      case 'membership':
        return membershipView(shop);
      case 'sign-in':
        return signInView(settings.demoUsers, () => void entered());
    }
  }

  function theStudio(): Workbench {
    return (studio ??= workbench());
  }

  function showHeader(route: Route): void {
    const shown = header({
      route,
      user: currentUser(),
      name,
      isMember: shop.store.isMember(),
      chosen(file) {
        go({ view: 'studio' });
        theStudio().send(file);
      },
      leave: () => void left(),
    });
    links.replaceChildren(...shown.links);
    session.replaceChildren(...shown.session);
  }

  /** Everybody has a shop of their own: nothing that one was told is told to the next. */
  function openShop(): Shop {
    const opened = createShop();
    opened.store.listen(() => showHeader(requested()));
    return opened;
  }

  /** Goes to an address, or shows it anew when it is the one that is open. */
  function go(route: Route): void {
    const href = hrefOf(route);
    if (location.hash === href) void open();
    else location.hash = href;
  }

  async function entered(): Promise<void> {
    await restoreSession();
    void learnSelf();
    go(origin);
  }

  async function left(): Promise<void> {
    studio?.stop();
    studio = undefined;
    name = undefined;
    shop.purchases.stop();
    await endSession();
    shop = openShop();
    go({ view: 'home', filters: {} });
  }

  async function learnSelf(): Promise<void> {
    try {
      const { profile, membership } = await me();
      name = profile.displayName;
      shop.store.learn(membership);
      showHeader(requested());
    } catch (error) {
      // Whoever was signed in may not be known here any more; anything else does not end a visit.
      if (error instanceof ApiError && error.type === 'UnauthorizedException') await left();
      else console.warn('The name did not load.', error);
    }
  }

  window.addEventListener('hashchange', () => void open());
  // Bought or ended somewhere else, perhaps on the phone.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && currentUser()) shop.store.refresh().catch(quietly);
  });
  document
    .getElementById('footer')!
    .append(
      ...(settings.consoleUrl === undefined ? [] : [el('a', { href: settings.consoleUrl }, 'API console')]),
    );
  await restoreSession();
  const back = comeBack(sessionStorage, location.href);
  if (back) history.replaceState(null, '', back.href);
  if (currentUser()) void learnSelf();
  if (currentUser() && back?.orderId !== undefined) void shop.purchases.comeBack(back.orderId);
  await open();
}

const quietly = (error: unknown) => console.warn('The membership did not load.', error);

const failureView = (error: unknown): View => ({
  title: 'Playhead',
  element: el('p', { className: 'waiting problem', attributes: { role: 'alert' } }, messageOf(error)),
});
