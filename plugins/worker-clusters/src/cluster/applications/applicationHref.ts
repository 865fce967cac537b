import { createContext } from 'react';
import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The address of an Application's drawer, for cells that a table keeps while the filter changes. */
export const ApplicationHref = createContext<
  (of: Pick<Application, 'namespace' | 'name'>) => string | undefined
>(() => undefined);
