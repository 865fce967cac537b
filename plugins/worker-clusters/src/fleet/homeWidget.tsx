import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';

/** The fleet in numbers, for the home page of any portal; the plugin home shows it in a card. */
export const homeWidget = HomePageWidgetBlueprint.make({
  name: 'fleet',
  params: {
    name: 'WorkerClusters',
    title: 'Worker clusters',
    description:
      'The worker clusters that you may see, by state, health, sync status and connection. A press leads to the fleet page with that filter.',
    layout: {
      width: { minColumns: 4, defaultColumns: 12 },
      height: { minRows: 2, defaultRows: 3 },
    },
    components: () =>
      import('./FleetGlance').then(m => ({ Content: m.FleetGlance })),
  },
});
