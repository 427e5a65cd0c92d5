import { el } from '../dom.ts';

export interface ProgressBar {
  readonly element: HTMLElement;
  /** 0 to 100; undefined while nobody knows. */
  set(percent: number | undefined): void;
}

/** A bar with a playhead on it. */
export function progressBar(label: string): ProgressBar {
  const element = el('div', {
    className: 'bar',
    attributes: { role: 'progressbar', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' },
  });
  return {
    element,
    set(percent) {
      element.classList.toggle('unknown', percent === undefined);
      element.style.setProperty('--at', `${percent ?? 0}%`);
      if (percent === undefined) element.removeAttribute('aria-valuenow');
      else element.setAttribute('aria-valuenow', String(Math.round(percent)));
    },
  };
}
