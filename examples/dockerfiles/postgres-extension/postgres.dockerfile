FROM postgres:18.1@sha256:ecdfed303cf0fe5fdf55a39dadeb89427ce8dc752afe5e9cb733f67f2e65e777
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt,sharing=locked \
    apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-18-pgvector=0.8.1-1.pgdg13+1
COPY initdb/ /docker-entrypoint-initdb.d/
USER postgres
VOLUME /var/lib/postgresql
