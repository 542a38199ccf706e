// A real Chromium without JavaScript: a person signs in on the page of a gateway, is redirected to a port of this machine, and to another
// origin that redirects once more; the tokens work. Arguments: the address of the gateway's /mcp. Needs chromedriver and openssl.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [url] = process.argv.slice(2);
const issuer = new URL(url).origin;
const folder = mkdtempSync(join(tmpdir(), "browser-"));
const driver = spawn("chromedriver", ["--port=0"], { stdio: ["ignore", "pipe", "inherit"] });

const listening = (server) => new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

async function driverAddress() {
  for await (const line of createInterface({ input: driver.stdout })) {
    const found = line.match(/started successfully on port (\d+)/);
    if (found) return `http://127.0.0.1:${found[1]}`;
  }
  throw new Error("chromedriver did not start");
}

async function ask(method, address, body) {
  const response = await fetch(address, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  assert.ok(response.ok, `${method} ${address}: ${JSON.stringify(value)}`);
  return value;
}

class Browser {
  static async open(root, rules) {
    const args = ["--headless=new", "--no-sandbox", "--ignore-certificate-errors", `--host-resolver-rules=${rules}`, `--user-data-dir=${folder}/profile`];
    const prefs = { "profile.managed_default_content_settings.javascript": 2 };
    // An element is waited for: a click may return before the page that it leads to is there.
    const capabilities = { alwaysMatch: { "goog:chromeOptions": { args, prefs }, timeouts: { implicit: 30_000 } } };
    const { sessionId, capabilities: found } = await ask("POST", `${root}/session`, { capabilities });
    console.log(`${found.browserName} ${found.browserVersion}, JavaScript off`);
    return new Browser(`${root}/session/${sessionId}`);
  }

  constructor(root) {
    this.root = root;
  }

  go(address) {
    return ask("POST", `${this.root}/url`, { url: address });
  }

  async element(css) {
    const found = await ask("POST", `${this.root}/element`, { using: "css selector", value: css });
    return `${this.root}/element/${Object.values(found)[0]}`;
  }

  async type(css, text) {
    await ask("POST", `${await this.element(css)}/value`, { text });
  }

  async click(css) {
    await ask("POST", `${await this.element(css)}/click`, {});
  }

  close() {
    return ask("DELETE", this.root);
  }
}

// Where a client is answered: the address that the browser ends up at.
function answered(server) {
  return new Promise((resolve) =>
    server.on("request", (request, response) => {
      if (!request.url.startsWith("/callback")) return response.writeHead(404).end();
      assert.equal(request.headers.referer, undefined);
      response.writeHead(200, { "content-type": "text/html" }).end("<p>done</p>");
      resolve(new URL(request.url, "http://x").searchParams);
    }),
  );
}

async function signIn(browser, redirect, answer, password) {
  const json = { "content-type": "application/json" };
  const registration = JSON.stringify({ client_name: "A client", redirect_uris: [redirect] });
  const registered = await fetch(`${issuer}/oauth/register`, { method: "POST", headers: json, body: registration });
  const { client_id } = await registered.json();
  const verifier = randomBytes(32).toString("base64url");
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const asked = { response_type: "code", client_id, redirect_uri: redirect, code_challenge, code_challenge_method: "S256" };
  const address = `${issuer}/oauth/authorize?${new URLSearchParams({ ...asked, scope: "odoo:read offline_access", state: "s" })}`;
  await browser.go(address);
  await browser.type("input[name=login]", "demo");
  await browser.type("input[name=secret]", "wrong");
  await browser.click("button[value=allow]");
  await browser.element("p.error");
  await browser.type("input[name=secret]", password);
  await browser.click("button[value=allow]");
  const parameters = await answer;
  assert.deepEqual([parameters.get("iss"), parameters.get("state")], [issuer, "s"]);
  const grant = { grant_type: "authorization_code", code: parameters.get("code"), redirect_uri: redirect, client_id, code_verifier: verifier };
  const tokens = await (await fetch(`${issuer}/oauth/token`, { method: "POST", body: new URLSearchParams(grant) })).json();
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "whoami", arguments: {} } };
  const headers = { ...json, accept: "application/json, text/event-stream", authorization: `Bearer ${tokens.access_token}` };
  const whoami = await (await fetch(url, { method: "POST", headers, body: JSON.stringify(message) })).text();
  assert.match(whoami, /demo/);
}

try {
  const loopback = createHttp();
  const atLoopback = answered(loopback);
  const port = await listening(loopback);
  // Another origin, which sends the browser on to a third one, as clients with an app of their own do.
  const third = createHttp();
  const atThird = answered(third);
  const thirdPort = await listening(third);
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  const subject = ["-subj", "/CN=client.example", "-days", "1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  const other = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    response.writeHead(302, { location: `http://localhost:${thirdPort}${request.url}` }).end();
  });
  const otherPort = await listening(other);
  const browser = await Browser.open(await driverAddress(), `MAP client.example:443 127.0.0.1:${otherPort}`);
  await signIn(browser, `http://127.0.0.1:${port}/callback`, atLoopback, "demo");
  console.log("signed in by a port of this machine");
  await signIn(browser, "https://client.example/callback", atThird, "demo");
  console.log("signed in by another origin and on to a third one");
  await browser.go(`${issuer}/account`);
  await browser.type("input[name=login]", "demo");
  await browser.type("input[name=secret]", "demo");
  await browser.click("form button");
  await browser.element("table button[name=id]");
  await browser.click("table button[name=id]");
  await browser.element("table");
  console.log("looked at the account and revoked a client");
  await browser.close();
} finally {
  driver.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
