# syntax=docker/dockerfile:1
# Two stages: dependencies are installed once, and the image carries no npm cache and no dev tools.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings its own Node: the bundled platform packages stay out.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="breakwater" \
      org.opencontainers.image.description="A payout gateway that pays exactly once" \
      org.opencontainers.image.licenses="MIT"
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
 && install -d -o 65532 -g 65532 /data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY bin ./bin
COPY src ./src
COPY adapters ./adapters
COPY fixtures ./fixtures
COPY deploy/breakwater.yaml ./deploy/breakwater.yaml
ENV HOST=0.0.0.0 DATA_DIR=/data
USER 65532:65532
VOLUME /data
EXPOSE 8080 8081 8090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "bin/breakwater.mjs", "health"]
ENTRYPOINT ["tini", "--"]
# The demo, as "npm start" runs it. In production: docker run ... node bin/breakwater.mjs serve
CMD ["node", "bin/breakwater.mjs", "serve", "--demo"]
