/**
 * The command `worker-clusters`: what the portal checks, for the pipeline that reviews a pull request.
 *
 * @packageDocumentation
 */
export { main } from './main';
