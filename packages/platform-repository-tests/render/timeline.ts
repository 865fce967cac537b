/* eslint-disable no-console */
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from '../src/answers';
import { clusterApis } from '../src/repository';
import { SPEC } from '../src/spec';
import { compositeResource } from '../src/stages';
import {
  describeTimelines,
  simulateCreation,
  simulateDeletion,
} from '../src/timeline';

const [api] = clusterApis(
  renderPlatformRepository(ANSWERS['many accounts, samples and the v1 API']),
);
const { spans, moments } = simulateCreation(api, compositeResource(api, SPEC));
console.log(describeTimelines(spans, simulateDeletion(moments.at(-1)!)));
