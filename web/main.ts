import { el, messageOf } from './dom.ts';
import { startPage } from './page.ts';
import { configure } from './settings.ts';

const main = document.getElementById('main')!;

try {
  await startPage(main, await configure());
} catch (error) {
  main.replaceChildren(
    el('p', { className: 'waiting problem', attributes: { role: 'alert' } }, messageOf(error)),
  );
}
