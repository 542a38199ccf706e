// The official tests of authorization servers against a gateway where people sign in: this script registers a client and plays the
// browser of a person, who signs in as `demo`. Arguments: the address of the gateway's /mcp, and the program of the tests.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const [url, program] = process.argv.slice(2);
const issuer = new URL(url).origin;

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function register(port) {
  const registration = { client_name: "Official tests", redirect_uris: [`http://127.0.0.1:${port}/callback`] };
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${issuer}/oauth/register`, { method: "POST", headers, body: JSON.stringify(registration) });
  assert.equal(response.status, 201);
  return (await response.json()).client_id;
}

async function signIn(address) {
  const page = await fetch(address);
  assert.equal(page.status, 200);
  const cookie = page.headers.get("set-cookie").split(";")[0];
  const [, request] = (await page.text()).match(/name="request" value="([^"]+)"/);
  const body = new URLSearchParams({ request, login: "demo", secret: "demo", access: "odoo:read", decision: "allow" });
  const headers = { cookie, origin: "null" };
  const answer = await fetch(`${issuer}/oauth/authorize`, { method: "POST", headers, body, redirect: "manual" });
  assert.equal(answer.status, 303);
  await fetch(answer.headers.get("location"));
}

// Both scenarios in one run: the second one uses what the first one found.
const port = await freePort();
const parameters = ["authorization", "--url", issuer, "--client-id", await register(port), "--port", `${port}`];
const tests = spawn(process.execPath, [program, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
const ended = new Promise((resolve) => tests.on("close", resolve));
let hasSignedIn = false;
for await (const line of createInterface({ input: tests.stdout })) {
  console.log(line);
  if (line.startsWith(`${issuer}/oauth/authorize?`)) {
    await signIn(line.trim());
    hasSignedIn = true;
  }
}
assert.equal(await ended, 0);
assert.ok(hasSignedIn, "nobody was asked to sign in");
