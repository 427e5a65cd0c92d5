export { request, response } from './steps/announce.ts';
