import { SignInPage } from '@backstage/core-components';
import {
  configApiRef,
  createFrontendModule,
  githubAuthApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { oidcAuthApi, oidcAuthApiRef, oidcTitle } from './oidcAuth';

/** The sign-in page offers what `app.signIn.providers` names; the default page of Backstage knows the guest only. */
const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => props => {
      const config = useApi(configApiRef);
      const names = config.getOptionalStringArray('app.signIn.providers') ?? [
        'guest',
      ];
      const known = {
        guest: 'guest',
        oidc: {
          id: 'oidc',
          title: oidcTitle(config),
          message: 'Sign in with your account',
          apiRef: oidcAuthApiRef,
        },
        github: {
          id: 'github',
          title: 'GitHub',
          message: 'Sign in with GitHub',
          apiRef: githubAuthApiRef,
        },
      } as const;
      const providers = names
        .filter((name): name is keyof typeof known => name in known)
        .map(name => known[name]);
      // A single provider needs no choice: its page comes at once.
      const [only] = providers;
      return typeof only === 'object' && providers.length === 1 ? (
        <SignInPage {...props} provider={only} />
      ) : (
        <SignInPage {...props} providers={providers} />
      );
    },
  },
});

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage, oidcAuthApi],
});
