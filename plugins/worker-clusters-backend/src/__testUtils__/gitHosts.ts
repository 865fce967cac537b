// The simulations of Git hosts are test code of that package, and not published.
/* eslint-disable @backstage/no-forbidden-package-imports */
export { hostSimulations } from '@worker-clusters/git-pull-requests/src/__testUtils__/hostSimulations';
export type {
  RunningHost,
  SimulatedHost,
} from '@worker-clusters/git-pull-requests/src/__testUtils__/SimulatedHost';
