// What an agent does with the two tools, in terms of any client; prints what it saw as one JSON line.
export async function run(client, era) {
  const { tools } = await client.listTools();
  const submitted = await client.callTool({ name: "invoke_endpoint", arguments: { sequence: ">insulin\nFVNQHLCGSHLVEALYLVCGERGFFYTPKT" } });
  const { output_id } = submitted.structuredContent.data;
  let results;
  do {
    results = await client.callTool({ name: "get_results", arguments: { wait_seconds: 20, output_id } });
  } while (results.structuredContent.data?.status === "in_progress");
  const refused = await client.callTool({ name: "invoke_endpoint", arguments: { sequence: "MKX" } });
  console.log(JSON.stringify({
    era,
    tools: tools.map((it) => it.name),
    normalization: submitted.structuredContent.data.normalization,
    status: results.structuredContent.data.status,
    length: results.structuredContent.data.summary.length,
    sameText: results.content.some((it) => it.type === "text" && JSON.stringify(JSON.parse(it.text)) === JSON.stringify(results.structuredContent)),
    refusal: refused.isError && refused.structuredContent.error_code,
  }));
  await client.close();
}
