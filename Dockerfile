# syntax=docker/dockerfile:1
# Three stages: what npm installs, the gateway as it runs in production, and the demo on top of it.
# scripts/check-image.sh builds the last two without a container engine, starts them and pays through the demo.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings its own Node: the bundled platform packages stay out.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && mkdir /data

FROM node:24-bookworm-slim AS gateway
LABEL org.opencontainers.image.title="breakwater" \
      org.opencontainers.image.description="A payout gateway that pays exactly once" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=dependencies --chown=65532:65532 /data /data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY adapters ./adapters
COPY deploy/breakwater.yaml deploy/breakwater.demo.yaml deploy/routing.yaml ./deploy/
COPY deploy/calendars ./deploy/calendars
ENV HOST=0.0.0.0 DATA_DIR=/data
USER 65532:65532
VOLUME /data
# The API and chaos control; OPS_PORT and CALLBACK_PORT, where they are set, are yours to publish.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "bin/breakwater.mjs", "health"]
# Node is the first process: it takes SIGTERM itself, and starts threads but no processes.
CMD ["node", "bin/breakwater.mjs", "serve"]

# The simulated partners and their keys, which stand in the repository: for looking around, never for money.
# Its key is public, so that it listens on loopback only: docker run --network host.
FROM gateway AS demo
COPY fixtures ./fixtures
ENV HOST=127.0.0.1
EXPOSE 8090
CMD ["node", "bin/breakwater.mjs", "serve", "--demo"]

# What is built when nobody names a target.
FROM gateway
