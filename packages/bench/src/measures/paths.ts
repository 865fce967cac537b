import { FLEET, type Portal } from '../Portal';

/** What an open fleet page asks for after a signal. */
export async function fleetPagePaths(portal: Portal): Promise<string[]> {
  const combined = `${FLEET}/v1/fleet`;
  const { status } = await portal.get(combined);
  if (status === 200) return [combined];
  return [
    `${FLEET}/v1/clusters?limit=200`,
    `${FLEET}/v1/summary`,
    `${FLEET}/v1/management-clusters`,
  ];
}
