import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { english } from './en';

/** The texts of the plugin, in English and, where the app offers the language, in German. */
export const workerClustersTranslationRef = createTranslationRef({
  id: 'worker-clusters',
  messages: english,
  translations: { de: () => import('./de') },
});

/** Translates a message of the plugin, as `useTranslationRef(workerClustersTranslationRef)` returns it. */
export type Translate = TranslationFunction<
  typeof workerClustersTranslationRef.T
>;
