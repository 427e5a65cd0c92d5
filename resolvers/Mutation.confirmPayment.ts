export { request, response } from './steps/invoke.ts';
