# One native program, three images:
#   docker build -t amplify .                    MCP over HTTP at 0.0.0.0:8000 (AgentCore Runtime, ECS, a laptop)
#   docker build -t amplify-lambda --target lambda .   the function behind AgentCore Gateway
#   docker build -t amplify-model --target model .     the model's own container for a SageMaker endpoint
# For both platforms, on an amd64 builder: docker buildx build --platform linux/amd64,linux/arm64 …
# (the compiler runs on the builder's own platform and crosses from amd64 to arm64, not the other way; an arm64 builder makes arm64)

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev zlib1g-dev g++-aarch64-linux-gnu \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG TARGETARCH=amd64
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 CI=true
RUN mkdir -p /image/data

FROM build AS build-mcp
RUN ARCH=$TARGETARCH OUT=/image scripts/native Amplify.Mcp

# The same program once more for AVX-512, and what chooses between the two.
FROM build-mcp AS build-model
RUN mkdir /image/v4 \
 && if [ "$TARGETARCH" = amd64 ]; then ARCH=amd64 OUT=/image/v4 IlcInstructionSet=x86-64-v4 scripts/native Amplify.Mcp; fi
RUN if [ "$TARGETARCH" = "$(dpkg --print-architecture)" ]; then compiler=gcc; else compiler=aarch64-linux-gnu-gcc; fi \
 && $compiler -Os -static -o /image/amplify-model deploy/widest.c

FROM build AS build-lambda
RUN ARCH=$TARGETARCH OUT=/image scripts/native Amplify.Lambda

# libc, OpenSSL and root certificates; no shell, no package manager, a user without rights.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled@sha256:18d4848091a40d13dbfdd6a8340c1657dc3e2f2d7fa2f042e9d162e68669dbc9 AS base
LABEL org.opencontainers.image.title="Amplify" \
      org.opencontainers.image.description="Which mutations does this protein tolerate? Variant effect prediction for agents" \
      org.opencontainers.image.licenses="MIT" \
      io.modelcontextprotocol.server.name="io.github.amplify-vep/amplify-mcp"
WORKDIR /app
USER 1654:1654

FROM base AS lambda
COPY --from=build-lambda /image/bootstrap /app/bootstrap
ENTRYPOINT ["/app/bootstrap"]

# SageMaker starts a container with the argument `serve`, and mounts the checkpoint at /opt/ml/model.
FROM base AS model
COPY --from=build-model /image/amplify-model /image/amplify-mcp /app/
COPY --from=build-model /image/v4 /app/v4
EXPOSE 8080
ENTRYPOINT ["/app/amplify-model", "model"]
CMD ["serve"]

FROM base AS http
COPY --from=build-mcp /image/amplify-mcp /app/amplify-mcp
COPY --from=build-mcp --chown=1654:1654 /image/data /data
# The root file system may be read-only: /data is all that is written, and only by the local backend.
VOLUME /data
# A container's network decides who reaches it, so every Host is answered; name hosts to be stricter.
ENV AMPLIFY_HTTP_HOST=0.0.0.0 \
    AMPLIFY_HTTP_PORT=8000 \
    AMPLIFY_HTTP_ALLOWED_HOSTS=* \
    AMPLIFY_HOME=/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/app/amplify-mcp", "http", "--check"]
ENTRYPOINT ["/app/amplify-mcp"]
CMD ["http"]
