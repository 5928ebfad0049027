// The flow through the TypeScript SDK's first line: node v1.mjs stdio PROGRAM | http URL
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { run } from "./flow.mjs";

const [kind, where] = process.argv.slice(2);
const transport = kind === "http"
  ? new StreamableHTTPClientTransport(new URL(where))
  : new StdioClientTransport({ command: where, env: process.env });
const tell = transport.setProtocolVersion?.bind(transport);
let era;
transport.setProtocolVersion = (version) => {
  era = version;
  tell?.(version);
};
const client = new Client({ name: "v1", version: "1" });
await client.connect(transport);
await run(client, era);
