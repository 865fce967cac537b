export {
  checkMachinery,
  type ClaimAuthor,
  compositionOf,
} from './checkMachinery';
export {
  approvalFindings,
  checkPolicy,
  type KnownCluster,
  type PolicyInput,
  usedRange,
} from './checkPolicy';
export { checkRevisionChannel } from './checkRevisionChannel';
export { allowedValues, checkRestrictedFields } from './checkRestrictedFields';
export {
  checkLifetime,
  endFrom,
  hasLifetimes,
  isOver,
  type Lifetime,
  type LifetimeInput,
  lifetimeOf,
} from './lifetime';
export { nextRange } from './nextRange';
export {
  type EnvironmentPolicy,
  type Policy,
  type PriceTable,
  readPolicy,
  readPortalPolicy,
  type RestrictedField,
} from './readPolicy';
