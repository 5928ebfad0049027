// One client that others wrote, at what an agent does: node strangers.mjs CLIENT PROGRAM URL. Prints a JSON line for each transport it has.
import assert from "node:assert/strict";

const env = process.env;
const info = { name: "stranger", version: "1" };
const [name, program, url] = process.argv.slice(2);

// A client of one of the TypeScript SDK's versions.
async function sdk(version, transport) {
  const { Client } = await import(`${version}/client/index.js`);
  const client = new Client(info, { capabilities: {} });
  await client.connect(transport);
  return {
    list: async () => (await client.listTools()).tools.map((it) => it.name),
    call: (tool, args) => client.callTool({ name: tool, arguments: args }),
    close: () => client.close(),
  };
}

async function sdkStdio(version, command = program, args = []) {
  const { StdioClientTransport } = await import(`${version}/client/stdio.js`);
  return sdk(version, new StdioClientTransport({ command, args, env, stderr: "ignore" }));
}

async function sdkHttp(version) {
  const { StreamableHTTPClientTransport } = await import(`${version}/client/streamableHttp.js`);
  return sdk(version, new StreamableHTTPClientTransport(new URL(url)));
}

async function aiSdk(module, transport) {
  const client = await (module.createMCPClient ?? module.experimental_createMCPClient)({ transport });
  const tools = await client.tools();
  return {
    list: async () => Object.keys(tools),
    call: (tool, args) => tools[tool].execute(args, { messages: [], toolCallId: "1" }),
    close: () => client.close(),
  };
}

async function aiSdkStdio(version) {
  const { Experimental_StdioMCPTransport } = await import(`${version}/mcp-stdio`);
  return aiSdk(await import(version), new Experimental_StdioMCPTransport({ command: program, env, stderr: "ignore" }));
}

async function langchain(server) {
  const { MultiServerMCPClient } = await import("@langchain/mcp-adapters");
  const client = new MultiServerMCPClient({ mcpServers: { amplify: server }, useStandardContentBlocks: true });
  const tools = await client.getTools();
  return {
    list: async () => tools.map((it) => it.name),
    call: async (tool, args) => {
      const found = tools.find((it) => it.name === tool);
      const message = await found.invoke({ type: "tool_call", id: "1", name: tool, args });
      return { content: [blocksOf(message.content), message.artifact ?? []].flat() };
    },
    close: () => client.close(),
  };
}

// One block comes as its JSON text, or as the text it holds.
function blocksOf(content) {
  if (typeof content !== "string") return content;
  const parsed = JSON.parse(content);
  return parsed.type || Array.isArray(parsed) ? parsed : { type: "text", text: content };
}

async function agents(server) {
  await server.connect();
  return {
    list: async () => (await server.listTools()).map((it) => it.name),
    call: async (tool, args) => ({ content: await server.callTool(tool, args) }),
    close: () => server.close(),
  };
}

const clients = {
  "sdk-1.0.4": { stdio: () => sdkStdio("sdk-1.0.4") },
  "sdk-1.11.5": { stdio: () => sdkStdio("sdk-1.11.5"), http: () => sdkHttp("sdk-1.11.5") },
  "ai-sdk-mcp-1.0.30": {
    stdio: () => aiSdkStdio("ai-sdk-mcp-1.0.30"),
    http: async () => aiSdk(await import("ai-sdk-mcp-1.0.30"), { type: "http", url }),
  },
  "@ai-sdk/mcp": {
    stdio: () => aiSdkStdio("@ai-sdk/mcp"),
    http: async () => aiSdk(await import("@ai-sdk/mcp"), { type: "http", url }),
  },
  "@langchain/mcp-adapters": {
    stdio: () => langchain({ transport: "stdio", command: program, args: [], env, stderr: "ignore" }),
    http: () => langchain({ transport: "http", url }),
  },
  "@openai/agents": {
    stdio: async () => agents(new (await import("@openai/agents")).MCPServerStdio({ command: program, args: [], env })),
    http: async () => agents(new (await import("@openai/agents")).MCPServerStreamableHttp({ url })),
  },
  "mcp-remote": {
    http: () => sdkStdio("@modelcontextprotocol/sdk", process.execPath,
      [new URL("node_modules/mcp-remote/dist/proxy.js", import.meta.url).pathname, url, "--transport", "http-only", "--allow-http"]),
  },
};

const textOf = (result) => result.content.filter((it) => it.type === "text").map((it) => it.text).join("");
const isPicture = (it) => ["image", "image_url", "media"].includes(it.type);

// list → invoke_endpoint → get_results → one mutation with a heat map, read from the text as such clients show it to a model.
async function flow(client) {
  const tools = await client.list();
  const submitted = JSON.parse(textOf(await client.call("invoke_endpoint", { sequence: ">insulin\nFVNQHLCGSHLVEALYLVCGERGFFYTPKT" })));
  const { output_id } = submitted.data;
  let summary, answer;
  do {
    summary = await client.call("get_results", { output_id, wait_seconds: 20 });
    answer = JSON.parse(textOf(summary));
  } while (answer.data.status === "in_progress");
  const pictured = await client.call("get_results", { output_id, mutations: "H5A", view: "heatmap" });
  const asked = JSON.parse(textOf(pictured));
  await client.close();
  return {
    tools,
    status: answer.data.status,
    length: answer.data.summary.length,
    links: answer.data.links.map((it) => it.name),
    sizes: answer.data.links.every((it) => it.size > 0 && it.uri.includes(output_id)),
    types: [...new Set(summary.content.map((it) => it.type))],
    mutation: asked.data.results.predictions.map((it) => it.mutation),
    pictures: pictured.content.filter(isPicture).length,
  };
}

assert.ok(clients[name], `one of ${Object.keys(clients).join(", ")}`);
for (const [transport, connect] of Object.entries(clients[name])) console.log(JSON.stringify({ transport, ...await flow(await connect()) }));
process.exit(0);
