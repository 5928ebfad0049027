// The flow through the TypeScript SDK's second line: node v2.mjs stdio PROGRAM | http URL
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { run } from "./flow.mjs";

const [kind, where] = process.argv.slice(2);
const transport = kind === "http"
  ? new StreamableHTTPClientTransport(new URL(where))
  : new StdioClientTransport({ command: where, env: process.env });
const client = new Client({ name: "v2", version: "1" }, { versionNegotiation: { mode: "auto" } });
await client.connect(transport);
await run(client, client.getNegotiatedProtocolVersion());
