/** Drawn on 24 × 24, in the colour of the text around them. */
const PATHS = {
  home: 'M4 11.5 12 4l8 7.5V20h-5.5v-5h-5v5H4z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm1 4v4.6l3.2 1.9-1 1.7L11 12.7V7z',
  heart: 'M12 20.5 4.4 13a4.9 4.9 0 0 1 0-7 4.9 4.9 0 0 1 7 0l.6.6.6-.6a4.9 4.9 0 0 1 7 7z',
  film: 'M3 5h18v14H3zm4 2v2h2V7zm8 0v2h2V7zm-8 8v2h2v-2zm8 0v2h2v-2zm-8-4v2h10v-2z',
  star: 'm12 3 2.7 5.7 6.3.8-4.6 4.3 1.2 6.2-5.6-3-5.6 3 1.2-6.2L3 9.5l6.3-.8z',
  lock: 'M7 10V8a5 5 0 0 1 10 0v2h1.5v10h-13V10zm2 0h6V8a3 3 0 0 0-6 0z',
  upload: 'M11 16V8.4L7.8 11.6 6.4 10.2 12 4.6l5.6 5.6-1.4 1.4L13 8.4V16zM5 18h14v2H5z',
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M7 5.5h3.5v13H7zm6.5 0H17v13h-3.5z',
  sound: 'M4 9.5v5h3.5L12 19V5L7.5 9.5zm10.5-1v7a4 4 0 0 0 0-7zm0-4v2a6 6 0 0 1 0 11v2a8 8 0 0 0 0-15z',
  muted:
    'M4 9.5v5h3.5L12 19V5L7.5 9.5zm16.9-.3-1.1-1.1-2.5 2.5-2.5-2.5-1.1 1.1 2.5 2.5-2.5 2.5 1.1 1.1 2.5-2.5 2.5 2.5 1.1-1.1-2.5-2.5z',
  captions:
    'M3 5h18v14H3zm3.5 5.2v3.6c0 .7.5 1.2 1.2 1.2H11v-1.5H8v-3h3V9H7.7c-.7 0-1.2.5-1.2 1.2zm7 0v3.6c0 .7.5 1.2 1.2 1.2H18v-1.5h-3v-3h3V9h-3.3c-.7 0-1.2.5-1.2 1.2z',
  screen: 'M4 9V4h5v2H6v3zm11-5h5v5h-2V6h-3zM6 15v3h3v2H4v-5zm12 0h2v5h-5v-2h3z',
  download: 'M11 4h2v7.8l3.2-3.2 1.4 1.4-5.6 5.6L6.4 10l1.4-1.4 3.2 3.2zM5 18h14v2H5z',
} as const;

const SVG = 'http://www.w3.org/2000/svg';

export type IconName = keyof typeof PATHS;

/** A picture beside words that say the same: readers pass over it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
