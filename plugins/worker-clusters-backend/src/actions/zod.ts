import type { ActionsRegistryActionOptions } from '@backstage/backend-plugin-api/alpha';

/** The zod that the actions registry passes to schemas. */
export type Zod = Parameters<
  ActionsRegistryActionOptions<any, any>['schema']['output']
>[0];

/** What a schema describes. */
export type OutputOf<TSchema extends (zod: Zod) => { _output: unknown }> =
  ReturnType<TSchema>['_output'];
