export { NotificationTask } from './NotificationTask';
export { readNotificationsConfig } from './notificationsConfig';
