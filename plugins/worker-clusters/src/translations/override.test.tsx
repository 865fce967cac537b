import { screen } from '@testing-library/react';
import {
  createExtension,
  createExtensionDataRef,
  createFrontendModule,
  createTranslationMessages,
  createTranslationResource,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { workerClustersTranslationRef } from '..';
import { workerClustersTranslationRef as own } from '.';
import { german } from './__testUtils__/german';

/** As `TranslationBlueprint` of `@backstage/plugin-app-react` makes it. */
const translation = createExtensionDataRef<object>().with({
  id: 'core.translation.translation',
});
const override = (resource: object) =>
  createFrontendModule({
    pluginId: 'app',
    extensions: [
      createExtension({
        kind: 'translation',
        name: 'worker-clusters',
        attachTo: { id: 'api:app/translations', input: 'translations' },
        output: [translation],
        factory: () => [translation(resource)],
      }),
    ],
  });

function Texts() {
  const { t } = useTranslationRef(own);
  return (
    <p>
      {t('common.page.clusters')}, {t('common.tryAgain')}
    </p>
  );
}

afterEach(() => localStorage.clear());

it('lets an app choose the words of a text, and leaves the others', async () => {
  renderInTestApp(<Texts />, {
    features: [
      override(
        createTranslationMessages({
          ref: workerClustersTranslationRef,
          messages: { 'common.page.clusters': 'Landing zones' },
        }),
      ),
    ],
  });
  expect(
    await screen.findByText('Landing zones, Try again'),
  ).toBeInTheDocument();
});

it('lets an app choose the words of a language, which it gives whole', async () => {
  renderInTestApp(<Texts />, {
    config: german,
    features: [
      override(
        createTranslationResource({
          ref: workerClustersTranslationRef,
          translations: {
            de: async () => ({
              default: createTranslationMessages({
                ref: workerClustersTranslationRef,
                messages: { 'common.page.clusters': 'Landezonen' },
              }),
            }),
          },
        }),
      ),
    ],
  });
  expect(
    // What the app's German leaves out is English: its file takes the place of ours.
    await screen.findByText('Landezonen, Try again'),
  ).toBeInTheDocument();
});
