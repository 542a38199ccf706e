//! `server.json`: what the registry of MCP servers lists, in the form of its schema of 2025-12-11.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Source, made, write_json};

/// The name in the registry. README and npm package repeat it: that is how the registry knows that they belong together.
pub(crate) const NAME: &str = "io.github.odoo-gateway/odoo-gateway";

const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

pub(super) fn make(source: &Source) -> Result<Vec<String>> {
    let place = source.out.join("server.json");
    write_json(&place, &listing(&source.version))?;
    Ok(vec![made(&place)])
}

fn listing(version: &str) -> Value {
    let package = |registry: &str, hint: &str| {
        json!({
            "registryType": registry,
            "identifier": "odoo-gateway",
            "version": version,
            "runtimeHint": hint,
            "transport": {"type": "stdio"},
            "environmentVariables": variables(),
        })
    };
    json!({
        "$schema": SCHEMA,
        "name": NAME,
        "title": "Odoo",
        "description": "Odoo 17, 18 and 19: every call is checked against the exact schema before Odoo sees it",
        "version": version,
        "packages": [package("pypi", "uvx"), package("npm", "npx")],
    })
}

fn variables() -> Value {
    let variable = |name: &str, description: &str, required: bool, secret: bool| json!({"name": name, "description": description, "isRequired": required, "isSecret": secret});
    json!([
        variable("ODOO_URL", "Address of the Odoo server", true, false),
        variable("ODOO_DB", "Database, where the server has several", false, false),
        variable("ODOO_USERNAME", "Login of the user who works through the gateway", true, false),
        variable("ODOO_API_KEY", "API key of that user", true, true),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    /// What the registry asks of these texts.
    #[test]
    fn the_listing_keeps_to_the_bounds_of_the_registry() {
        let listing = listing("0.1.0");
        let text = |key: &str| listing[key].as_str().unwrap().to_owned();
        assert!((1..=100).contains(&text("description").len()) && (1..=100).contains(&text("title").len()));
        let (owner, name) = NAME.split_once('/').unwrap();
        let fits = |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter));
        assert!(fits(owner) && fits(name), "{NAME}");
        assert!(listing["packages"].as_array().unwrap().iter().all(|package| package["version"] == listing["version"]));
    }

    #[test]
    fn the_readme_and_the_image_name_it() {
        let read = |file: &str| std::fs::read_to_string(workspace::root().join(file)).unwrap();
        assert!(read("README.md").contains(&format!("mcp-name: {NAME}")));
        assert!(read("packaging/docker/Dockerfile").contains(&format!("server.name=\"{NAME}\"")));
    }
}
