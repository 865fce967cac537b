export { linkClaim } from './linkClaim';
export { linkRevisions } from './linkRevisions';
export { createRouter } from './router';
