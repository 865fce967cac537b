import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';

/** How long requests that are being answered have when the portal is told to end. */
const GRACE_MS = 2_000;

/**
 * The HTTP server of the portal, which ends soon. Backstage's own waits for every connection, as long as its client
 * keeps it: for each subscription of the event bus a long poll that lasts up to a minute, and browsers that keep theirs alive.
 */
export const httpServerThatEnds = rootHttpRouterServiceFactory({
  configure({ applyDefaults, server, lifecycle }) {
    applyDefaults();
    const endConnections = trackConnections(server);
    // Together with the hook that closes the server, after all plugins have ended.
    lifecycle.addShutdownHook(async () => {
      const timer = setTimeout(endConnections, GRACE_MS);
      if (server.listening) {
        await new Promise(resolve => server.once('close', resolve));
      }
      clearTimeout(timer);
    });
  },
});

/** Returns what cuts all connections of a server, upgraded ones included, which `closeAllConnections` leaves. */
function trackConnections(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
