import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { ConnectionState } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { clusterRouteRef, requestRouteRef } from '../routes';
import { TextsProvider } from '../translations/Texts';

/** What the rows of the fleet have in common: they stay the same objects while it changes. */
interface FleetContextValue {
  /** Connections to the management clusters by name, where they are known. */
  management: ReadonlyMap<string, ConnectionState>;
  /** Address of the page of a cluster. */
  clusterLink: ReturnType<typeof useRouteRef<typeof clusterRouteRef.T>>;
  /** Address of the page of a request; absent where the app does not have that page. */
  requestLink: ReturnType<typeof useRouteRef<typeof requestRouteRef.T>>;
}

const FleetContext = createContext<FleetContextValue | undefined>(undefined);

export function FleetContextProvider(props: {
  management: FleetContextValue['management'];
  children: ReactNode;
}) {
  const { management, children } = props;
  const clusterLink = useRouteRef(clusterRouteRef);
  const requestLink = useRouteRef(requestRouteRef);
  const value = useMemo(
    () => ({ management, clusterLink, requestLink }),
    [management, clusterLink, requestLink],
  );
  return (
    <TextsProvider>
      <FleetContext.Provider value={value}>{children}</FleetContext.Provider>
    </TextsProvider>
  );
}

export function useFleetContext(): FleetContextValue {
  const value = useContext(FleetContext);
  if (!value)
    throw new Error('useFleetContext: no <FleetContextProvider> above');
  return value;
}
