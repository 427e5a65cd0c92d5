export { request, response } from '../steps/invoke-video.ts';
