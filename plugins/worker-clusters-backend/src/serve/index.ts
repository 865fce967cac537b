export { linkClaim } from './linkClaim';
export { createRouter } from './router';
