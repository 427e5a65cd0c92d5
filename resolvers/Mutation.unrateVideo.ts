export { request, response } from './steps/about-video.ts';
