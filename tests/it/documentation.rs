//! What the README and the examples in `config/` say is what the program does.

use std::path::PathBuf;

use odoo_gateway::config::variables;
use serde_json::{Value, json};

use super::client::{Gateway, command};

fn read(file: &str) -> String {
    std::fs::read_to_string(root(file)).unwrap()
}

fn root(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn page(name: &str) -> String {
    let output = command(&[]).args(["reference", name]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_written_from_the_program_is_fresh() {
    let files = [
        ("docs/tools.md", "tools"),
        ("docs/resources.md", "resources"),
        ("docs/prompts.md", "prompts"),
        ("config/odoo-gateway.env", "example-environment"),
        ("config/gateway.yaml", "example-gateway"),
    ];
    for (file, name) in files {
        assert!(read(file) == page(name), "{file} is stale: run `cargo xtask docs`");
    }
    for (file, name) in [("README.md", "variables"), ("docs/configuration.md", "settings")] {
        let part = format!("written by `cargo xtask docs` -->\n{}<!-- end of {name} -->\n", page(name));
        assert!(read(file).contains(&part), "{file} is stale: run `cargo xtask docs`");
    }
}

#[test]
fn the_help_lists_every_variable() {
    let output = command(&[]).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for (name, setting) in variables() {
        let line = format!("{name} {}", setting.help_with_default());
        assert!(words.contains(&line), "expected in the help: {line}");
    }
}

#[test]
fn the_readme_has_the_table_of_tools() {
    let mut gateway = Gateway::start(&[]);
    let tools = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    let row = |tool: &Value| format!("| `{}` | {} |\n", tool["name"].as_str().unwrap(), tool["title"].as_str().unwrap());
    let table: String = tools.as_array().unwrap().iter().map(row).collect();
    assert!(read("README.md").contains(&table), "expected in README.md:\n{table}");
}

#[test]
fn the_demo_prints_what_the_readme_shows() {
    let output = command(&[]).arg("demo").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let readme = read("README.md");
    let begin = readme.find("    5. A new contact").unwrap();
    let shown = readme[begin..].split("\n\n").next().unwrap();
    let shown: Vec<&str> = shown.lines().map(|line| line.strip_prefix("    ").unwrap()).collect();
    assert!(printed.contains(&shown.join("\n")), "expected in the demo:\n{}\nprinted:\n{printed}", shown.join("\n"));
    assert!(printed.contains("\"name\":\"S0"), "the sample company has orders: {printed}");
}

/// The embedded 19 has a version of its own kind and another database; everything else is as it is shown.
#[test]
fn check_prints_what_the_readme_shows() {
    let readme = read("README.md");
    let shown = readme.lines().skip_while(|line| !line.ends_with("odoo-gateway check") || !line.contains("$ ")).nth(1).unwrap().trim();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let odoo = runtime.block_on(super::embedded::builder(odoo_sdk::Series::V19).start()).unwrap();
    let output = command(&super::embedded::key_of(&odoo)).arg("check").output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap().replace(odoo.database(), "acme");
    assert_eq!(printed.trim(), shown);
}

#[test]
fn the_client_configuration_of_the_readme_starts_the_server() {
    let readme = read("README.md");
    let block = readme.split("```json").nth(1).unwrap().split("```").next().unwrap();
    let configuration: Value = serde_json::from_str(block).unwrap();
    let server = &configuration["mcpServers"]["odoo"];
    assert_eq!((server["command"].as_str(), server["args"].clone()), (Some("odoo-gateway"), json!(["serve"])));
    for name in server["env"].as_object().unwrap().keys() {
        assert!(variables().any(|(known, _)| known == name), "{name}");
    }
}

#[test]
fn the_example_environment_is_read() {
    let mut process = command(&[]);
    let output = process.arg("--env-file").arg(root("config/odoo-gateway.env")).arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(3), "it is read and the server does not exist: {output:?}");
}

/// What `config validate` says of a folder, with no variable set.
fn validated(folder: &std::path::Path) -> String {
    let output = command(&[]).args(["config", "validate", "--config-dir"]).arg(folder).output().unwrap();
    let (said, faults) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{}: {said}{faults}", folder.display());
    said.trim().to_owned()
}

#[test]
fn every_example_of_a_configuration_is_valid_without_a_warning() {
    let files = std::fs::read_dir(root("config")).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let (folder, name) = (tempfile::tempdir().unwrap(), file.file_name().unwrap().to_str().unwrap());
        std::fs::copy(&file, folder.path().join(name)).unwrap();
        assert_eq!(validated(folder.path()), format!("configuration is right: {name}"));
    }
    assert!(validated(&root("config")).starts_with("configuration is right: "));
}

/// The comment at the end of the example, without its signs, in place of the single connection.
#[test]
fn the_example_of_several_odoos_is_valid() {
    let example = read("config/gateway.yaml");
    let instances = example.split("# instances:\n").nth(1).unwrap();
    let lines: Vec<&str> = instances.lines().map(|line| line.strip_prefix("# ").unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gateway.yaml"), format!("instances:\n{}\n", lines.join("\n"))).unwrap();
    let variables = [("ODOO_API_KEY", "k"), ("STAGING_API_KEY", "k"), ("CONFIG_DIR", folder.path().to_str().unwrap())];
    let output = command(&variables).args(["config", "show"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("# instances: staging, the default") && shown.contains("# instances: production\n"), "{shown}");
}

/// The clients that `install` takes are those that the pages name, and the flags are its flags.
#[test]
fn the_page_of_clients_has_every_client_and_flag() {
    let output = command(&[]).args(["install", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let page = read("docs/clients.md");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && line.contains(" | `~/")).collect();
    assert_eq!(rows.len(), 8, "{rows:?}");
    for row in rows {
        let name = row.split('`').nth(1).unwrap();
        assert!(help.contains(&format!("- {name}:")) && read("README.md").contains(&format!("`{name}`")), "{name}: {help}");
    }
    let flags = page.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')).filter(|word| word.starts_with("--"));
    flags.filter(|flag| flag[2..].starts_with(char::is_alphabetic)).for_each(|flag| assert!(help.contains(flag), "{flag}"));
}

/// What packages set in the environment of the program.
#[test]
fn packages_set_variables_that_are_read() {
    let compose: Value = serde_yaml::from_str(&read("packaging/docker/compose.yaml")).unwrap();
    let of_compose = compose["services"]["gateway"]["environment"].as_object().unwrap().keys().cloned();
    let dockerfile = read("packaging/docker/Dockerfile");
    let of_image = dockerfile.lines().filter_map(|line| line.strip_prefix("ENV ")).flat_map(str::split_whitespace);
    let unit = read("packaging/debian/odoo-gateway.service");
    let of_unit = unit.lines().filter_map(|line| line.strip_prefix("Environment="));
    let names: Vec<String> = of_compose.chain(of_image.chain(of_unit).map(|set| set.split('=').next().unwrap().to_owned())).collect();
    assert!(names.len() >= 6, "{names:?}");
    names.iter().for_each(|name| assert!(variables().any(|(known, _)| known == name), "{name}"));
}

#[test]
fn the_compose_file_has_an_odoo_of_every_series() {
    let compose: Value = serde_yaml::from_str(&read("packaging/docker/compose.yaml")).unwrap();
    let services = &compose["services"];
    for series in odoo_sdk::Series::ALL {
        let profile = format!("odoo{}", series.name().trim_end_matches(".0"));
        let odoo = &services[&profile];
        assert_eq!((&odoo["image"], &odoo["profiles"]), (&json!(format!("odoo:{}", series.name())), &json!([profile])));
        assert!(services["database"]["profiles"].as_array().unwrap().contains(&json!(profile)), "{profile}");
        let volume = odoo["volumes"][0].as_str().unwrap().split(':').next().unwrap();
        assert!(compose["volumes"].as_object().unwrap().contains_key(volume), "{volume}");
    }
}

#[test]
fn the_embedded_odoo_is_served_for_every_series() {
    for (series, name) in [("17", "17.0"), ("18", "18.0"), ("19", "19.0")] {
        let mut gateway = Gateway::start_with(&["serve", "--demo", "--series", series], &[]);
        let counted = gateway.good("search_count", json!({"model": "res.partner"}));
        assert!(counted["count"].as_u64() > Some(0), "{name}: {counted}");
    }
}
