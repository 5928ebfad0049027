// The least an MCP server in the TypeScript SDK can do: one tool that gives the answer it was started with. node least-server.mjs PORT ANSWER.json
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

const [port, file] = process.argv.slice(2);
const answer = JSON.parse(readFileSync(file, "utf8"));

createServer(async (request, response) => {
  const server = new McpServer({ name: "least", version: "1" });
  server.registerTool("get_results", { inputSchema: { output_id: z.string() } }, async () => answer);
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.on("close", () => server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
}).listen(Number(port), "127.0.0.1");
