export { linkClaim } from './linkClaim';
export { linkRevisions } from './linkRevisions';
export { requestableClusters } from './requestable';
export { createRouter } from './router';
export { readSupportLife } from './supportLifeConfig';
