#!/usr/bin/env node
// Starts the program of this platform, which is a package of its own.
"use strict";

const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "odoo-gateway.exe" : "odoo-gateway";

let program;
try {
  program = require.resolve(`odoo-gateway-${platform}/bin/${file}`);
} catch {
  console.error(`error: there is no program for ${platform}, or npm was kept from installing optional dependencies`);
  process.exit(1);
}

const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`error: cannot start ${program}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code) => process.exit(code ?? 1));
