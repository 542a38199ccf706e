// A whole session of the official TypeScript client with the gateway on its embedded Odoo: `node session.mjs PROGRAM`, or `URL`.
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const client = new Client({ name: "test", version: "1" }, { capabilities: { elicitation: {} } });
client.setRequestHandler(ElicitRequestSchema, async () => ({ action: "accept", content: { confirm: true } }));
const target = process.argv[2];
const transport = target.startsWith("http")
  ? new StreamableHTTPClientTransport(new URL(target))
  : new StdioClientTransport({ command: target, args: ["serve", "--demo"] });
await client.connect(transport);
const call = (name, args) => client.callTool({ name, arguments: args });

const { tools } = await client.listTools();
assert.ok(tools.length >= 18);
const found = await call("search_read", { model: "res.partner", limit: 2 });
assert.equal(found.structuredContent.count, 2);
assert.equal(found.structuredContent.has_more, true);
const refused = await call("search_read", { model: "res.partner", limt: 2 });
assert.equal(refused.isError, true);
assert.match(JSON.stringify(refused.structuredContent), /`limit`/);
const { resources } = await client.listResources();
assert.ok(resources.some((resource) => resource.uri === "odoo://models"));
const { contents } = await client.readResource({ uri: "odoo://models/res.partner" });
assert.ok(JSON.parse(contents[0].text).fields.email);
const completed = await client.complete({ ref: { type: "ref/prompt", name: "analyze_model" }, argument: { name: "model", value: "res.part" } });
assert.equal(completed.completion.values[0], "res.partner");
const prompt = await client.getPrompt({ name: "analyze_model", arguments: { model: "res.partner" } });
assert.match(prompt.messages[0].content.text, /res\.partner/);
const created = await call("create_record", { model: "res.partner", values: { name: "Client" } });
const id = created.structuredContent.id;
// Over HTTP nobody is asked: the call is sent again with its token.
const record = { model: "res.partner", record_ids: [id] };
const asked = await call("delete_record", record);
const token = asked.structuredContent.error?.confirm_token;
const deleted = token ? await call("delete_record", { ...record, confirm_token: token }) : asked;
assert.deepEqual(deleted.structuredContent.deleted, [id]);
await client.close();
console.log("typescript client: ok");
