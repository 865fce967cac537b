/** What the backend says in fixed sentences. */
export { MESSAGE_TEXTS as messages } from '@worker-clusters/backstage-plugin-worker-clusters-common';
