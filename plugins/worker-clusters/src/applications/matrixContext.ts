import { createContext, useContext } from 'react';
import type { ApplicationMatrixCell } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { MatrixCluster } from './matrixModel';

/** What all cells have in common: rows and columns stay the same objects while it changes. */
export interface MatrixContextValue {
  /** Positions of the clusters in the columns of the answer. */
  places: ReadonlyMap<string, number>;
  /** The version that is searched. */
  version: string;
  /** Address of an application on the page of its cluster. */
  hrefOf(
    cluster: MatrixCluster,
    cell: ApplicationMatrixCell,
    name: string,
  ): string | undefined;
  /** Address of a cluster's page. */
  clusterHref(cluster: MatrixCluster): string | undefined;
  /** The columns with a summary, for the sentence of a row. */
  environments: readonly MatrixCluster[][];
}

export const MatrixContext = createContext<MatrixContextValue | undefined>(
  undefined,
);

export function useMatrixContext(): MatrixContextValue {
  const value = useContext(MatrixContext);
  if (!value) throw new Error('A cell of the matrix is outside of it');
  return value;
}
