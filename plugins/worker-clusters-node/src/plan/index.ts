export * from './PlatformContext';
export * from './composition';
export { schemaAt, labelOf } from './changes';
export * from './planRequest';
export * from './readDefinition';
export * from './readFleet';
export * from './requestMarker';
export * from './describePlan';
export { escapeMarkdown } from './markdown';
