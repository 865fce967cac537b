export {
  NotificationTask,
  type NotificationTaskOptions,
} from './NotificationTask';
export { readNotificationsConfig } from './notificationsConfig';
export type { NotificationResult } from './types';
