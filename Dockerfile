# The portal in production: docs/production.md#image. Built at the root of the repository:
#
#   docker build --tag worker-clusters-portal .
#
# The base has a version and no digest: the digest of the day is given with
#   --build-arg NODE_IMAGE=node:24.21.0-trixie-slim@sha256:…
# and printed by `docker buildx imagetools inspect node:24.21.0-trixie-slim`.
#
# Paths of RUN are relative to WORKDIR: `npm run test:production` runs these steps in plain folders, without Docker.
ARG NODE_IMAGE=node:24.21.0-trixie-slim

# What `yarn build:backend` makes of the sources, unpacked.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . ./
RUN --mount=type=cache,target=/root/.yarn/berry/cache \
    node .yarn/releases/yarn-4.18.1.cjs install --immutable
RUN node .yarn/releases/yarn-4.18.1.cjs build:backend \
    && rm -rf dist/skeleton dist/bundle \
    && mkdir -p dist/skeleton dist/bundle \
    && tar -xzf packages/backend/dist/skeleton.tar.gz -C dist/skeleton \
    && tar -xzf packages/backend/dist/bundle.tar.gz -C dist/bundle

# Production dependencies. No install script runs (.yarnrc.yml), so no compiler is needed.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY .yarnrc.yml package.json yarn.lock backstage.json ./
COPY .yarn/releases .yarn/releases
COPY --from=build /app/dist/skeleton ./
RUN --mount=type=cache,target=/root/.yarn/berry/cache \
    node .yarn/releases/yarn-4.18.1.cjs workspaces focus --all --production \
    && rm -rf .yarn .yarnrc.yml yarn.lock

FROM ${NODE_IMAGE}
# An init process: it passes signals on and reaps what ends.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# Everything belongs to root, and the portal runs as `node`: it writes to the folder of temporary files only.
COPY --from=dependencies /app ./
COPY --from=build /app/dist/bundle ./
COPY app-config.production.yaml ./
ENV NODE_ENV=production
USER 1000:1000
EXPOSE 7007
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORTAL_PORT || 7007}/.backstage/health/v1/liveness`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node"]
CMD ["packages/backend", "--config", "app-config.production.yaml"]
