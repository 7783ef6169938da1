# The bot with all that its jobs need from the system. State and logs belong on volumes:
#   docker build -t molt-ops . && docker run --init -v molt-ops-state:/state -v molt-ops-logs:/app/logs molt-ops
FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git procps python3 tmux \
 && rm -rf /var/lib/apt/lists/*
RUN mkdir /app && mkdir -m 0700 /state && chown node:node /app /state
WORKDIR /app
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev
COPY --chown=node:node . .
ENV MOLT_OPS_HOME=/state
RUN node bin/molt-ops.mjs warm
VOLUME ["/state", "/app/logs"]
HEALTHCHECK --interval=1m --timeout=10s --start-period=20s CMD ["node", "bin/molt-ops.mjs", "say", "health"]
CMD ["node", "bin/molt-ops.mjs", "serve"]
