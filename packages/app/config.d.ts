export interface Config {
  app?: {
    signIn?: {
      /**
       * Sign-in providers that the sign-in page offers, in this order; `auth.providers` configures each.
       * Default: the guest, which is for development.
       *
       * @visibility frontend
       */
      providers?: Array<'guest' | 'oidc' | 'github'>;
      /**
       * Name of the OpenID Connect provider on the sign-in page, for example `Keycloak`. Default: `Single sign-on`.
       *
       * @visibility frontend
       */
      oidcTitle?: string;
    };
  };
}
