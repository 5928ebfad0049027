// A slow job followed to its end by the Tasks extension's own client: node tasks.mjs stdio PROGRAM | http URL, then OUTPUT_ID PREPARED RESULT.
// The job's result is put in place once its task was seen at work, so nobody waits for a clock.
import { renameSync } from "node:fs";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createTaskSessionFromClient, resultFromTaskOutcome } from "@modelcontextprotocol/ext-tasks/client";

const [kind, where, output_id, prepared, result] = process.argv.slice(2);
const info = { name: "tasks", version: "1" };
const transport = kind === "http"
  ? new StreamableHTTPClientTransport(new URL(where))
  : new StdioClientTransport({ command: where, env: process.env });
const client = new Client(info, { versionNegotiation: { mode: "auto" } });
await client.connect(transport);

// The SDK's client refuses the shapes of tasks, so their requests go past it, under ids of their own. The server's advice when to ask again
// is minutes; here the next look is what matters.
const waiting = new Map();
const hand = transport.onmessage;
transport.onmessage = (message, ...more) => {
  const answer = waiting.get(message.id);
  if (!answer) return hand(message, ...more);
  waiting.delete(message.id);
  if (message.result?.pollIntervalMs) message.result.pollIntervalMs = 50;
  answer(message.error ? { kind: "error", error: message.error } : { kind: "result", result: message.result });
};
let asked = 0;
const methods = [];
const rawDispatch = (request) => new Promise((resolve, reject) => {
  const id = `task-${++asked}`;
  waiting.set(id, resolve);
  methods.push(request.method);
  transport.send({ jsonrpc: "2.0", id, ...request }).catch(reject);
});

const session = createTaskSessionFromClient(client, {
  endpointId: "amplify",
  rawDispatch,
  v2RequestFraming: { protocolVersion: client.getNegotiatedProtocolVersion(), clientInfo: info, clientCapabilities: {} },
});
const execution = await session.callTool("get_results", { output_id, wait_seconds: 20 });
const states = [];
const { outcome } = await execution.settle({
  onEvent: (event) => {
    if (event.type !== "task") return;
    states.push(event.task.status);
    if (states.length === 1) renameSync(prepared, result);
  },
});
const { structuredContent } = resultFromTaskOutcome(outcome);
console.log(JSON.stringify({
  era: client.getNegotiatedProtocolVersion(),
  kind: execution.kind,
  first: states[0],
  outcome: outcome.status,
  methods: [...new Set(methods)],
  status: structuredContent.data.status,
  length: structuredContent.data.summary.length,
}));
await session.close();
await client.close();
process.exit(0);
