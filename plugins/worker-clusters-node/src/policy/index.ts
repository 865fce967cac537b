export * from './checkPolicy';
export * from './cidr';
export * from './policy';
export * from './versions';
