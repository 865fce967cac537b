export * from './checkMachinery';
export * from './checkPolicy';
export * from './checkRestrictedFields';
export * from './policy';
export * from './versions';
