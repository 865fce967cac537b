export { DatabaseNotificationStore } from './DatabaseNotificationStore';
export type { NotificationStore } from './types';
