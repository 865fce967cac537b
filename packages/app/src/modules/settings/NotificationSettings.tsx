import { Content } from '@backstage/core-components';
import { UserNotificationSettingsCard } from '@backstage/plugin-notifications';

export const NotificationSettings = () => (
  <Content>
    <UserNotificationSettingsCard
      originNames={{ 'plugin:worker-clusters': 'Worker clusters' }}
    />
  </Content>
);
