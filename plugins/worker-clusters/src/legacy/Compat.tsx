import { type ComponentType, createContext, Suspense, useContext } from 'react';
import { compatWrapper } from '@backstage/core-compat-api';
import { Progress, useAppNavigate } from '@backstage/frontend-plugin-api';
import {
  type RoutingIntegration,
  RoutingProvider,
  useRoutingIntegration,
} from '@backstage/frontend-plugin-api/routing';

const Routing = createContext<RoutingIntegration | undefined>(undefined);

// Its identity has to be stable: consumers call it as a hook.
function useLegacyRouting(): RoutingIntegration {
  const routing = useContext(Routing);
  if (!routing) throw new Error('No <LegacyRouting> around this component.');
  return routing;
}

/** Lets the links of the pages go through the router of a legacy app; by themselves they would load the app anew. */
function LegacyRouting({ children }: { children: JSX.Element }) {
  const { createHref, pathname } = useRoutingIntegration();
  const navigate = useAppNavigate();
  return (
    <Routing.Provider value={{ createHref, pathname, navigate }}>
      <RoutingProvider useRoutingIntegration={useLegacyRouting}>
        {children}
      </RoutingProvider>
    </Routing.Provider>
  );
}

/** Makes a component of the new frontend system one that renders in a legacy app. */
export function inLegacyApp<P extends object>(Component: ComponentType<P>) {
  function LegacyComponent(props: P): JSX.Element {
    return compatWrapper(
      <LegacyRouting>
        <Suspense fallback={<Progress />}>
          <Component {...props} />
        </Suspense>
      </LegacyRouting>,
    );
  }
  return LegacyComponent;
}
