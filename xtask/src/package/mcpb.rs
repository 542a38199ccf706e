//! The bundle for Claude Desktop: a double click installs it, a form asks for the account, and the system's keychain keeps the secret.

use std::process::Command;

use anyhow::Result;
use serde_json::{Value, json};

use super::trial::Trial;
use super::{Source, made, output, tools, write_json};

/// What the form asks for: name, label, help, whether it is needed, whether it is a secret; the variable it sets.
const QUESTIONS: [(&str, &str, &str, bool, bool, &str); 5] = [
    ("url", "Odoo address", "For example https://acme.example.com", true, false, "ODOO_URL"),
    ("database", "Database", "Empty where the server has only one", false, false, "ODOO_DB"),
    ("username", "Login", "The Odoo user who works through the assistant", true, false, "ODOO_USERNAME"),
    ("api_key", "API key", "In Odoo: Preferences, Account Security, New API Key", true, true, "ODOO_API_KEY"),
    ("mode", "Mode", "readwrite, or readonly: nothing can be changed", false, false, "MCP_MODE"),
];

pub(super) fn make(source: &Source, trial: Option<&Trial>) -> Result<Vec<String>> {
    let mcpb = tools::mcpb(&source.tools)?;
    let folder = source.stage("mcpb")?;
    source.place_program(&folder.join("server").join("odoo-gateway"))?;
    write_json(&folder.join("manifest.json"), &manifest(source, std::env::consts::OS))?;
    output(Command::new(&mcpb).arg("validate").arg(folder.join("manifest.json")))?;
    let place = source.out.join(format!("odoo-gateway-{}-{}-{}.mcpb", source.version, std::env::consts::OS, std::env::consts::ARCH));
    output(Command::new(&mcpb).arg("pack").arg(&folder).arg(&place))?;
    let mut said = vec![made(&place)];
    if let Some(trial) = trial {
        output(trial.command(&mcpb).arg("unpack").arg(&place).arg(trial.root()))?;
        said.push(trial.demo(&trial.root().join("server").join("odoo-gateway"), "mcpb")?);
    }
    Ok(said)
}

fn manifest(source: &Source, system: &str) -> Value {
    let platform = match system {
        "macos" => "darwin",
        "windows" => "win32",
        _ => "linux",
    };
    let form = QUESTIONS.iter().map(|(name, title, help, required, sensitive, _)| {
        let default = if *name == "mode" { "readwrite" } else { "" };
        let mut field = json!({"type": "string", "title": title, "description": help, "required": required, "sensitive": sensitive});
        if let (false, Some(field)) = (*required, field.as_object_mut()) {
            field.insert("default".to_owned(), json!(default));
        }
        ((*name).to_owned(), field)
    });
    let variables = QUESTIONS.iter().map(|(name, .., variable)| ((*variable).to_owned(), json!(format!("${{user_config.{name}}}"))));
    json!({
        "manifest_version": "0.3",
        "name": "odoo-gateway",
        "display_name": "Odoo",
        "version": source.version,
        "description": source.description,
        "author": {"name": "odoo-gateway contributors"},
        "license": "MIT",
        "keywords": ["odoo", "erp"],
        "server": {
            "type": "binary",
            "entry_point": "server/odoo-gateway",
            "mcp_config": {
                "command": "${__dirname}/server/odoo-gateway",
                "args": ["serve"],
                "env": variables.collect::<serde_json::Map<_, _>>(),
            },
        },
        "tools_generated": true,
        "prompts_generated": true,
        "compatibility": {"platforms": [platform]},
        "user_config": form.collect::<serde_json::Map<_, _>>(),
    })
}
