import { el } from '../dom.ts';
import { tileOf } from '../tile.ts';

/** Letters on two colours, where there is no picture. */
export function tile(words: string, className = 'tile'): HTMLElement {
  const { letters, hues } = tileOf(words);
  const element = el('div', { className, attributes: { 'aria-hidden': 'true' } }, letters);
  element.style.setProperty('--from', String(hues[0]));
  element.style.setProperty('--to', String(hues[1]));
  return element;
}
