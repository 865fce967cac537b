/** The fleet in numbers, for the home page of any portal. */
export const FLEET_WIDGET = {
  title: 'Worker clusters',
  description:
    'The worker clusters that you may see, by state, health, sync status and connection. A press leads to the fleet page with that filter.',
  layout: {
    width: { minColumns: 4, defaultColumns: 12 },
    height: { minRows: 2, defaultRows: 3 },
  },
  load: () => import('./FleetGlance').then(m => m.FleetGlance),
};
