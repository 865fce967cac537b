import { mockApis } from '@backstage/frontend-test-utils';
import { type Translate, workerClustersTranslationRef } from '..';

/** Translates into English, outside of a component. */
export const t: Translate = mockApis
  .translation()
  .getTranslation(workerClustersTranslationRef).t;
