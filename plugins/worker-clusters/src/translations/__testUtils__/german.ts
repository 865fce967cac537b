/** Configuration of an app in German. The app remembers a language in `localStorage`, which the next test has to clear. */
export const german = {
  app: {
    extensions: [
      {
        'api:app/app-language': {
          config: { defaultLanguage: 'de', availableLanguages: ['en', 'de'] },
        },
      },
    ],
  },
};
