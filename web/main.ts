import { getCurrentUser, signOut } from 'aws-amplify/auth';
import { el, messageOf } from './dom.ts';
import { configure, type Settings } from './settings.ts';
import { signInView } from './views/sign-in.ts';
import { workbench } from './views/workbench.ts';

const main = document.getElementById('main')!;
const session = document.getElementById('session')!;

try {
  await show(await configure());
} catch (error) {
  main.replaceChildren(
    el('p', { className: 'waiting problem', attributes: { role: 'alert' } }, messageOf(error)),
  );
}

/** Shows the page for who is there: the way in, or their videos. */
async function show(settings: Settings): Promise<void> {
  const user = await getCurrentUser().catch(() => undefined);
  const console =
    settings.consoleUrl === undefined ? [] : [el('a', { href: settings.consoleUrl }, 'API console')];
  if (!user) {
    session.replaceChildren(...console);
    main.replaceChildren(signInView(settings.demoUsers, () => void show(settings)));
    return;
  }
  const bench = workbench();
  const leave = el('button', { type: 'button' }, 'Sign out');
  leave.addEventListener('click', () => {
    bench.stop();
    void signOut().then(() => show(settings));
  });
  session.replaceChildren(...console, el('span', { className: 'quiet' }, user.username), leave);
  main.replaceChildren(bench.element);
}
