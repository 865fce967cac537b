/**
 * Fleet page, cluster page, catalog cards and form fields for worker clusters.
 *
 * @packageDocumentation
 */
import type { TranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef as texts } from './translations';

export { default } from './plugin';
export { workerClustersApiRef } from './api';
export { FleetGlance } from './fleet/FleetGlance';

/**
 * The texts of the plugin, for an app that has other words for something, or another language. The keys are those of
 * `src/translations/en`, its files and fields joined by dots: `fleet.none`.
 *
 * @public
 */
// Without the keys in its type: each wording would be a change of the API.
export const workerClustersTranslationRef: TranslationRef<
  'worker-clusters',
  { readonly [key: string]: string }
> = texts;
