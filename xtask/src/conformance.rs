//! `conformance`: the official tests, the official Inspector, the official Python and TypeScript clients and a browser against the program, in
//! both eras of the protocol, and plain HTTP against its OpenAPI document. What is not installed here is fetched into the target folder; where that cannot be done the part is
//! skipped, and says so.

mod server;
mod tools;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::workspace;
use server::TestServer;
use tools::Tools;

/// The requirement sets, each with its list of expected failures.
const REQUIREMENTS: [&str; 2] = ["2025-11-25", "2026-07-28"];

/// What is checked of every answer of plain HTTP.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
    response_headers_conformance,unsupported_method,negative_data_rejection";

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct ConformanceArguments {
    /// Fail where something has to be skipped.
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &ConformanceArguments) -> Result<()> {
    let target = target();
    let program = target.join("debug").join("odoo-gateway");
    build()?;
    let folder = target.join("conformance");
    std::fs::create_dir_all(&folder)?;
    match Tools::node(&folder) {
        Ok(tools) => {
            with_node(&tools, &target, &program)?;
            browser(arguments, &tools, &program)?;
        }
        Err(error) => skip(arguments, "official tests, Inspector and TypeScript client", &error)?,
    }
    match Tools::python(&folder, &tools::CLIENT) {
        Ok(python) => with_python(&python, &program)?,
        Err(error) => skip(arguments, "Python client", &error)?,
    }
    match Tools::python(&folder, &tools::SCHEMATHESIS) {
        Ok(python) => plain_http(&python, &program),
        Err(error) => skip(arguments, "plain HTTP against its OpenAPI document", &error),
    }
}

fn with_python(python: &Path, program: &Path) -> Result<()> {
    check(Command::new(python).arg(client("session.py")).arg(program), "the Python client")?;
    let server = TestServer::gateway(program)?;
    check(Command::new(python).arg(client("session.py")).arg(server.url()), "the Python client over HTTP")
}

/// Requests made from the OpenAPI document, good and bad: none may break the server, every answer has to be as the document says.
fn plain_http(python: &Path, program: &Path) -> Result<()> {
    let server = TestServer::with_keys(program)?;
    let document = format!("{}/openapi.json", server.url().trim_end_matches("/mcp"));
    let mut command = Command::new(python.with_file_name("schemathesis"));
    command.args(["run", &document, "--header", &format!("X-API-Key: {}", server::OPERATOR), "--checks", CHECKS]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "60", "--generation-deterministic", "--no-color"]);
    // It leaves a folder where it runs.
    command.current_dir(target());
    check(&mut command, "plain HTTP against its OpenAPI document")
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace::root().join("target"), PathBuf::from)
}

fn build() -> Result<()> {
    let mut cargo = Command::new(env!("CARGO"));
    check(cargo.args(["build", "-p", "odoo-gateway", "--bins", "--example", "conformance"]).current_dir(workspace::root()), "the build")
}

fn skip(arguments: &ConformanceArguments, what: &str, error: &anyhow::Error) -> Result<()> {
    ensure!(!arguments.strict, "{what}: {error:#}");
    Ok(writeln!(std::io::stdout(), "skipped: {what} ({error:#})")?)
}

fn with_node(tools: &Tools, target: &Path, program: &Path) -> Result<()> {
    for requirements in REQUIREMENTS {
        let server = TestServer::start(&target.join("debug").join("examples").join("conformance"))?;
        let expected = client(&format!("expected-failures-{requirements}.yaml"));
        let mut command = tools.conformance();
        command.args(["server", "--url", server.url(), "--requirements", requirements, "--expected-failures"]).arg(expected);
        check(&mut command, &format!("requirements {requirements}"))?;
    }
    for era in ["legacy", "modern"] {
        let inspect = |method: &[&str]| {
            let mut command = tools.inspector();
            command.arg(program).args(["serve", "--demo", "--protocol-era", era, "-q", "--method"]).args(method);
            command
        };
        // The Inspector is strict with tools alone.
        silent(&mut inspect(&["tools/list", "--strict"]), &format!("Inspector, {era}: tools/list"))?;
        for list in ["resources/list", "resources/templates/list", "prompts/list"] {
            silent(&mut inspect(&[list]), &format!("Inspector, {era}: {list}"))?;
        }
        let read = ["resources/read", "--uri", "odoo://models/res.partner"];
        silent(&mut inspect(&read), &format!("Inspector, {era}: resources/read"))?;
        let call = ["tools/call", "--tool-name", "search_count", "--tool-args-json", r#"{"model": "res.partner"}"#];
        silent(&mut inspect(&call), &format!("Inspector, {era}: tools/call"))?;
    }
    check(&mut tools.script(&client("session.mjs"), program)?, "the TypeScript client")?;
    over_http(tools, program)
}

/// The gateway itself over HTTP. It has none of the tools that some scenarios call by fixed names; those are expected to fail.
fn over_http(tools: &Tools, program: &Path) -> Result<()> {
    let server = TestServer::gateway(program)?;
    check(&mut tools.script(&client("session.mjs"), Path::new(server.url()))?, "the TypeScript client over HTTP")?;
    for requirements in REQUIREMENTS {
        let expected = client(&format!("expected-failures-http-{requirements}.yaml"));
        let mut command = tools.conformance();
        command.args(["server", "--url", server.url(), "--requirements", requirements, "--expected-failures"]).arg(expected);
        check(&mut command, &format!("requirements {requirements} over HTTP"))?;
    }
    authorization(tools, program)
}

/// The tests of authorization servers; the script plays the browser.
fn authorization(tools: &Tools, program: &Path) -> Result<()> {
    let server = TestServer::signing_in(program, None)?;
    let mut script = tools.script(&client("authorization.mjs"), Path::new(server.url()))?;
    check(script.arg(tools.conformance_script()), "authorization server scenarios")
}

/// A real browser on the pages of the sign-in.
fn browser(arguments: &ConformanceArguments, tools: &Tools, program: &Path) -> Result<()> {
    for (needed, version) in [("chromedriver", "--version"), ("openssl", "version")] {
        if let Err(error) = Command::new(needed).arg(version).output() {
            return skip(arguments, "sign-in in a real browser", &anyhow::Error::new(error).context(format!("{needed} is not here")));
        }
    }
    let folder = tempfile::tempdir()?;
    let server = TestServer::signing_in(program, Some(folder.path()))?;
    check(&mut tools.script(&client("browser.mjs"), Path::new(server.url()))?, "sign-in in a real browser")
}

/// A file of `tests/clients`.
fn client(name: &str) -> PathBuf {
    workspace::root().join("tests").join("clients").join(name)
}

fn check(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {what}"))?;
    ensure!(status.success(), "{what} failed: {status}");
    Ok(writeln!(std::io::stdout(), "ok: {what}")?)
}

/// The same for a command that must also have nothing to complain about.
fn silent(command: &mut Command, what: &str) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {what}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && !said.contains("Warning:") && !said.contains("Error:"), "{what} failed: {said}");
    Ok(writeln!(std::io::stdout(), "ok: {what}")?)
}
