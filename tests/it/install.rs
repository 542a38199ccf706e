//! `install` and `setup` in an empty home, with the files that people have: what is written, what stays, what is refused.

mod refused;
mod samples;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use odoo_sdk::Series;
use odoo_sim::RunningSim;
use serde_json::{Value, json};
use tempfile::TempDir;

use self::samples::{SAMPLES, Sample};
use super::client::{CORE, Gateway, command};
use super::embedded::{builder, key_of};

/// An embedded Odoo, and the home of a person who has never run the program.
struct Newcomer {
    _runtime: tokio::runtime::Runtime,
    odoo: RunningSim,
    home: TempDir,
}

impl Newcomer {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let odoo = runtime.block_on(builder(Series::V19).start()).unwrap();
        Self { _runtime: runtime, odoo, home: TempDir::new().unwrap() }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.home.path().join(file)
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        std::fs::write(self.path(file), text).unwrap();
    }

    /// Every file of the home.
    fn files(&self) -> Vec<String> {
        fn below(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() { below(&entry.path(), found) } else { found.push(entry.path()) }
            }
        }
        let mut found = Vec::new();
        below(self.home.path(), &mut found);
        let mut files: Vec<_> = found.iter().map(|path| path.strip_prefix(self.home.path()).unwrap().display().to_string()).collect();
        files.sort();
        files
    }

    /// Runs the program with the administrator's key in the environment.
    fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, &key_of(&self.odoo), "")
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Said {
        let mut process = command(environment);
        process.env("HOME", self.home.path()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = process.spawn().unwrap();
        // A program that refuses at once has left already.
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        let said = Said::from(process.wait_with_output().unwrap());
        let key = self.odoo.api_key("admin").unwrap();
        assert!(!said.out.contains(key) && !said.error.contains(key), "the key is shown: {said:?}");
        said
    }
}

/// What a run ended with.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    error: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), error: text(output.stderr) }
    }
}

impl Said {
    fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }
}

/// The entry of a client's file.
fn entry(sample: &Sample, text: &str, name: &str) -> Value {
    if sample.client == "codex" {
        let document: toml_edit::DocumentMut = text.parse().unwrap();
        let table = document["mcp_servers"][name].as_table().unwrap();
        let arguments: Vec<_> = table["args"].as_array().unwrap().iter().map(|argument| argument.as_str().unwrap()).collect();
        return json!({"command": table["command"].as_str(), "args": arguments});
    }
    let whole = jsonc_parser::cst::CstRootNode::parse(text, &jsonc_parser::ParseOptions::default()).unwrap().to_serde_value().unwrap();
    whole[sample.section][name].clone()
}

/// The server as the client would start it, in an environment with nothing in it.
fn started(entry: &Value) -> Gateway {
    assert_eq!(entry["command"], env!("CARGO_BIN_EXE_odoo-gateway"));
    let arguments: Vec<&str> = entry["args"].as_array().unwrap().iter().map(|argument| argument.as_str().unwrap()).collect();
    Gateway::start_with(&arguments, &[CORE])
}

#[test]
fn every_client_is_configured_works_and_is_restored() {
    let newcomer = Newcomer::new();
    for sample in SAMPLES {
        newcomer.write(sample.file, sample.text);
        let printed = newcomer.run(&["install", sample.client]).done();
        assert!(printed.starts_with("Odoo 19.0 (19.0), database `"), "{printed}");
        let (written, copy) = (newcomer.read(sample.file), format!("{}.bak", sample.file));
        assert_eq!(newcomer.read(&copy), sample.text, "{}", sample.client);
        assert!(sample.stays.iter().all(|part| written.contains(part)), "{written}");
        assert!(!written.contains(newcomer.odoo.api_key("admin").unwrap()), "{written}");
        let mut server = started(&entry(sample, &written, "odoo"));
        assert_eq!(server.good("whoami", json!({}))["user"]["login"], "admin");
        server.stop();

        let again = newcomer.run(&["install", sample.client]).done();
        assert!(again.contains("unchanged") && !again.contains("wrote"), "{again}");
        assert_eq!(newcomer.read(sample.file), written);

        let removed = newcomer.run(&["install", sample.client, "--uninstall"]).done();
        assert_eq!(newcomer.read(sample.file), sample.text, "{}: {removed}", sample.client);
        let made = [sample.file.to_owned(), copy.clone(), format!("{copy}.1")];
        assert_eq!(newcomer.files().len(), made.len(), "the credential is gone: {:?}", newcomer.files());
        made.iter().for_each(|file| std::fs::remove_file(newcomer.path(file)).unwrap());
    }
}

#[test]
fn in_an_empty_home_every_client_gets_a_file_of_its_own() {
    let newcomer = Newcomer::new();
    let clients: Vec<&str> = SAMPLES.iter().map(|sample| sample.client).collect();
    newcomer.run(&[&["install"], &clients[..]].concat()).done();
    for sample in SAMPLES {
        assert_eq!(entry(sample, &newcomer.read(sample.file), "odoo")["command"], env!("CARGO_BIN_EXE_odoo-gateway"));
    }
    assert_eq!(newcomer.files().len(), SAMPLES.len() + 1);
    let kept = newcomer.run(&["install", "zed", "--uninstall"]).done();
    assert!(kept.contains("kept ") && kept.contains("Claude Desktop uses it"), "{kept}");
    newcomer.run(&[&["install", "--uninstall"], &clients[..]].concat()).done();
    assert!(!newcomer.path(".config/odoo-gateway/odoo.env").exists());
}

#[cfg(unix)]
#[test]
fn the_credential_is_readable_by_its_user_alone_and_lines_of_the_user_stay() {
    use std::os::unix::fs::PermissionsExt;
    let newcomer = Newcomer::new();
    let file = ".config/odoo-gateway/odoo.env";
    newcomer.run(&["install", "cursor"]).done();
    assert_eq!(newcomer.path(file).metadata().unwrap().permissions().mode() & 0o777, 0o600);
    newcomer.write(file, &format!("{}# look only\nMCP_MODE=readonly\n", newcomer.read(file)));
    let password = [("ODOO_URL", newcomer.odoo.url()), ("ODOO_USERNAME", "demo"), ("ODOO_PASSWORD", "demo")];
    newcomer.run_with(&["install", "cursor"], &password, "").done();
    let text = newcomer.read(file);
    assert!(text.contains("ODOO_PASSWORD=demo\n") && !text.contains("ODOO_API_KEY"), "{text}");
    assert!(text.ends_with("# look only\nMCP_MODE=readonly\n"), "{text}");
    assert_eq!(newcomer.path(file).metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_employee_and_a_portal_user_get_their_own_rights() {
    let newcomer = Newcomer::new();
    for login in ["demo", "portal"] {
        let account = [("ODOO_URL", newcomer.odoo.url()), ("ODOO_USERNAME", login), ("ODOO_PASSWORD", login)];
        newcomer.run_with(&["install", "cursor", "--name", login], &account, "").done();
    }
    let cursor = &SAMPLES[2];
    let text = newcomer.read(cursor.file);
    for login in ["demo", "portal"] {
        let mut server = started(&entry(cursor, &text, login));
        assert_eq!(server.good("whoami", json!({}))["user"]["login"], login);
        server.stop();
    }
}

#[test]
fn an_earlier_run_gives_the_account_of_the_next_client() {
    let newcomer = Newcomer::new();
    let key = newcomer.odoo.api_key("admin").unwrap();
    let flags = ["setup", "--client", "cursor", "--url", newcomer.odoo.url(), "--user", "admin", "--key-stdin"];
    let printed = newcomer.run_with(&flags, &[], &format!("{key}\n")).done();
    assert!(printed.contains("start it again, then ask: "), "{printed}");
    newcomer.run_with(&["install", "zed"], &[], "").done();
    let zed = &SAMPLES[5];
    assert!(entry(zed, &newcomer.read(zed.file), "odoo")["args"].is_array());
    // Another user: the key of the first is not taken.
    let said = newcomer.run_with(&["install", "zed", "--user", "demo"], &[], "");
    assert_eq!(
        (said.code, said.error.as_str()),
        (Some(2), "error: there is no terminal to ask on: give --url, --key-stdin (or ODOO_API_KEY)\n")
    );
}

#[test]
fn print_and_dry_run_write_nothing() {
    let newcomer = Newcomer::new();
    let printed: Value = serde_json::from_str(&newcomer.run_with(&["install", "vscode", "--print"], &[], "").done()).unwrap();
    assert_eq!(printed["servers"]["odoo"]["type"], "stdio");
    let would = newcomer.run(&["install", "codex", "vscode", "--dry-run"]).done();
    assert_eq!(would.matches("would write").count(), 3, "{would}");
    let toml = newcomer.run_with(&["install", "codex", "--print", "--name", "acme"], &[], "").done();
    assert!(toml.starts_with("[mcp_servers.acme]\n"), "{toml}");
    assert_eq!(newcomer.files(), Vec::<String>::new());
}

#[test]
fn the_embedded_odoo_needs_no_account() {
    let newcomer = Newcomer::new();
    newcomer.run_with(&["install", "cursor", "--demo"], &[], "").done();
    let cursor = &SAMPLES[2];
    let mut server = started(&entry(cursor, &newcomer.read(cursor.file), "odoo"));
    server.good("search_count", json!({"model": "res.partner"}));
    server.stop();
    assert_eq!(newcomer.files(), [cursor.file]);
}
