export { request, response } from './steps/invoke-playback.ts';
