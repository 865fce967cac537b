import express, { NextFunction, Request, Response } from 'express';
import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { ApiError } from '../errors';
import { authenticate } from '../http/authentication';
import { branchRoutes } from './branchRoutes';
import { contentRoutes } from './contentRoutes';
import { gitRoutes } from './gitRoutes';
import { hookRoutes } from './hookRoutes';
import { issueRoutes } from './issueRoutes';
import { ownerRoutes } from './ownerRoutes';
import { pullRoutes } from './pullRoutes';
import { repositoryRoutes } from './repositoryRoutes';
import { reviewRoutes } from './reviewRoutes';
import { statusRoutes } from './statusRoutes';
import { requireDoer } from './requests';

/** Version of Gitea whose answers these are. */
const GITEA_VERSION = '1.26.0+sandbox';

const MAX_BODY = '32mb';

/** Gitea's REST API, `/api/v1`, as far as portals, actions and scripts need it. */
export function apiRouter(host: Host) {
  const router = Router();
  router.use((request, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-cache',
    });
    response.locals.doer = authenticate(request, host.users);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      requireDoer(response);
    }
    next();
  });
  router.use(express.json({ limit: MAX_BODY }));
  router.get('/version', async (_, response) => {
    response.json({ version: GITEA_VERSION });
  });
  for (const routes of [
    ownerRoutes,
    repositoryRoutes,
    branchRoutes,
    contentRoutes,
    gitRoutes,
    statusRoutes,
    // Before those of pull requests, which take two names for a base and a head.
    reviewRoutes,
    pullRoutes,
    issueRoutes,
    hookRoutes,
  ]) {
    router.use(routes(host));
  }
  router.use(() => {
    throw new ApiError(
      404,
      "The sandbox's Git host has no such part of Gitea's API",
    );
  });
  router.use(
    (error: Error, _: Request, response: Response, next: NextFunction) => {
      if (response.headersSent || response.closed) {
        next(error);
        return;
      }
      const { status, message } = describeError(error);
      if (status >= 500) host.log(`Git host: ${error.stack ?? error}`);
      response.status(status).json({
        ...(status === 404 && { errors: null }),
        message,
        url: `${host.url}/api/swagger`,
      });
    },
  );
  return router;
}

/** Status and text for a person; what went wrong inside stays in the log. */
export function describeError(error: Error & { status?: number }): {
  status: number;
  message: string;
} {
  if (error instanceof ApiError) {
    return { status: error.status, message: error.message };
  }
  // Of express itself: a body that is too long or no JSON, a path that is not well encoded.
  if (error.status && error.status >= 400 && error.status < 500) {
    return { status: error.status, message: error.message };
  }
  return {
    status: 500,
    message: 'The Git host has failed; its log says why',
  };
}
