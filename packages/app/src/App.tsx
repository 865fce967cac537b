import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home/homeModule';
import { navModule } from './modules/nav/navModule';
import { settingsModule } from './modules/settings/settingsModule';
import { signInModule } from './modules/signIn/signInModule';

export default createApp({
  features: [navModule, homeModule, settingsModule, signInModule],
});
