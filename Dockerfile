# One image for pages and workers alike: `node up.mjs --built` serves and draws, `--worker` only draws.
FROM node:22-bookworm-slim AS build
WORKDIR /app
ENV CI=true NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN node setup.mjs build && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 DATA_DIR=/data
RUN install -d -o node -g node /data
COPY --from=build --chown=root:root /app .
USER node
VOLUME /data
EXPOSE 3000
# Drawings under way get 15 s to finish: `docker stop -t 30`.
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "up.mjs", "--built"]
