FROM node:24-slim AS modules
WORKDIR /opt/k8sdoc
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 K8SDOC_DATA_DIR=/var/lib/k8sdoc
WORKDIR /opt/k8sdoc
COPY --from=modules /opt/k8sdoc/node_modules node_modules
COPY package.json ./
COPY bin bin
COPY commands commands
COPY knowledge knowledge
COPY src src
RUN mkdir -p /var/lib/k8sdoc && chown node:node /var/lib/k8sdoc
USER node
VOLUME /var/lib/k8sdoc
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/k8sdoc.js"]
CMD ["serve"]
