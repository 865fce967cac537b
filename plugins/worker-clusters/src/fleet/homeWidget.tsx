import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { FLEET_WIDGET } from './fleetWidget';

const { title, description, layout, load } = FLEET_WIDGET;

/** The plugin home shows it in a card. */
export const homeWidget = HomePageWidgetBlueprint.make({
  name: 'fleet',
  params: {
    name: 'WorkerClusters',
    title,
    description,
    layout,
    components: async () => ({ Content: await load() }),
  },
});
