import { type ApiHolder, coreApis } from '@backstage/frontend-plugin-api';
import { type Translate, workerClustersTranslationRef } from '../translations';

/** Translates in the validation of a field, which is no component: its messages are there as long as the field is. */
export const translateFor = (apiHolder: ApiHolder): Translate =>
  apiHolder
    .get(coreApis.translation)!
    .getTranslation(workerClustersTranslationRef).t;
