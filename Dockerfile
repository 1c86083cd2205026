# syntax=docker/dockerfile:1
# One image for the five services and the storefront; docker-compose.yml says which one a container is.

FROM python:3.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/prod.txt /tmp/prod.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/prod.txt


# The shop window, built once: from here on it is static files and Python.
FROM python:3.13-slim-bookworm AS window
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.txt /tmp/run.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/run.txt
WORKDIR /app
COPY . .
ARG STOREFRONT_THEME=noon
ENV STOREFRONT_THEME=$STOREFRONT_THEME
RUN /opt/venv/bin/python -m local_stack build


FROM python:3.13-slim-bookworm AS run
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --create-home vitrine \
 && mkdir -p /data/media /data/keys /app \
 && chown -R vitrine /data /app
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY --chown=vitrine alembic.ini rxconfig.py ./
COPY --chown=vitrine alembic ./alembic
COPY --chown=vitrine assets ./assets
COPY --chown=vitrine backend_services ./backend_services
COPY --chown=vitrine local_stack ./local_stack
COPY --chown=vitrine storefront ./storefront
COPY --chown=vitrine --from=window /app/.web ./.web
ARG STOREFRONT_THEME=noon
ARG VITRINE_COMMIT=
ENV STOREFRONT_THEME=$STOREFRONT_THEME VITRINE_COMMIT=$VITRINE_COMMIT
USER 10001
EXPOSE 3000 8080
CMD ["python", "-m", "backend_services.gateway.main"]
