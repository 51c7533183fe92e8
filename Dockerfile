# syntax=docker/dockerfile:1

# Base images by tag, so that a local build gets the current patches. A release pins both:
#   docker build --build-arg BUILD_IMAGE=docker.io/library/node:24-bookworm-slim@sha256:... \
#                --build-arg RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot@sha256:... .
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY certs/trusted-root-public-good.json certs/tuf-root-public-good.json certs/
COPY src src
RUN npm run build

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="tidewaiter" \
      org.opencontainers.image.description="Kubernetes admission webhook that judges workloads by declarative policy files" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/dist dist
COPY package.json LICENSE ./
COPY policies policies
USER 65532:65532
EXPOSE 8443 8080
# eval and __proto__ do not exist in this process. A small young generation keeps memory low: most of what a
# review allocates dies with it, and nothing of it is put among what lives long (pretenuring). The bound on the old generation
# is also that of each thread that verifies, whatever the thread is given. The heap may grow to three times of what is in use
# before it is collected: the bytes of each large SBOM would bring that about, and reviews wait meanwhile.
ENTRYPOINT ["/nodejs/bin/node", "--disallow-code-generation-from-strings", "--disable-proto=delete", \
            "--max-semi-space-size=4", "--max-old-space-size=512", "--heap-growing-percent=200", \
            "--no-allocation-site-pretenuring", \
            "/app/dist/tidewaiter.js"]
CMD ["--help"]
