/**
 * What is wrong with the configuration of worker clusters. Every module reads its part through it, so that a wrong value takes out
 * that part and nothing else.
 *
 * @packageDocumentation
 */
export {
  ConfigProblems,
  type ConfigProblemsService,
  describeConfigProblem,
} from './ConfigProblems';
export { configProblemsServiceRef } from './configProblemsServiceRef';
export { parseDuration, readDuration } from './readDuration';
