//! Files of clients as people have them: with other servers, and comments and trailing commas where the client reads them.

/// The file of a client.
pub(super) struct Sample {
    /// How the command line names it.
    pub(super) client: &'static str,
    /// Where it is, below the home on Linux.
    pub(super) file: &'static str,
    /// The key of its servers.
    pub(super) section: &'static str,
    pub(super) text: &'static str,
    /// What has to stand in it as it was.
    pub(super) stays: &'static [&'static str],
    /// A text that the client cannot read, and where.
    pub(super) broken: (&'static str, &'static str),
}

const MISSING_COMMA: (&str, &str) = ("{\n  \"mcpServers\": {}\n  \"theme\": 1\n}\n", "line 2, column 19: ");

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        client: "claude-desktop",
        file: ".config/Claude/claude_desktop_config.json",
        section: "mcpServers",
        text: "{\n  \"globalShortcut\": \"Ctrl+Space\",\n  \"mcpServers\": {\n    \"files\": {\n      \"command\": \"npx\",\n      \"args\": [\"-y\", \"files\"]\n    }\n  }\n}",
        stays: &["\"globalShortcut\": \"Ctrl+Space\"", "\"args\": [\"-y\", \"files\"]"],
        broken: ("{\n  // comments are not read here\n}", "line 2, column 3: "),
    },
    Sample {
        client: "claude-code",
        file: ".claude.json",
        section: "mcpServers",
        text: "{\"numStartups\":3,\"projects\":{\"/home/ann/shop\":{\"mcpServers\":{\"odoo\":{\"command\":\"other\"}}}}}\n",
        stays: &["\"numStartups\":3", "{\"mcpServers\":{\"odoo\":{\"command\":\"other\"}}}"],
        broken: ("{\"numStartups\":3,}", "line 1, column 18: "),
    },
    Sample {
        client: "cursor",
        file: ".cursor/mcp.json",
        section: "mcpServers",
        text: "// servers\n{\n\t\"mcpServers\": {\n\t\t\"git\": { \"command\": \"git-mcp\" }, // keep\n\t},\n}\n",
        stays: &["// servers\n", "\t\t\"git\": { \"command\": \"git-mcp\" }, // keep\n"],
        broken: MISSING_COMMA,
    },
    Sample {
        client: "vscode",
        file: ".config/Code/User/mcp.json",
        section: "servers",
        text: "{\r\n  \"inputs\": [],\r\n  \"servers\": {\r\n    /* the web */\r\n    \"web\": { \"type\": \"http\", \"url\": \"https://example.com/mcp\" }\r\n  }\r\n}\r\n",
        stays: &["{\r\n  \"inputs\": [],\r\n", "    /* the web */\r\n"],
        broken: MISSING_COMMA,
    },
    Sample {
        client: "windsurf",
        file: ".codeium/windsurf/mcp_config.json",
        section: "mcpServers",
        text: "{\n    \"mcpServers\": {\n        \"web\": {\"serverUrl\": \"https://example.com/mcp\"}\n    }\n}\n",
        stays: &["        \"web\": {\"serverUrl\": \"https://example.com/mcp\"}"],
        broken: ("{\n", "line 2, column 1: "),
    },
    Sample {
        client: "zed",
        file: ".config/zed/settings.json",
        section: "context_servers",
        text: "// Zed settings\n{\n  \"theme\": \"One Dark\", // night\n  \"vim_mode\": true,\n}\n",
        stays: &["// Zed settings\n", "\"theme\": \"One Dark\", // night\n", "\"vim_mode\": true,\n"],
        broken: MISSING_COMMA,
    },
    Sample {
        client: "gemini",
        file: ".gemini/settings.json",
        section: "mcpServers",
        text: "{\n  // who am I\n  \"security\": { \"auth\": { \"selectedType\": \"gemini-api-key\" } }\n}\n",
        stays: &["  // who am I\n", "{ \"auth\": { \"selectedType\": \"gemini-api-key\" } }"],
        broken: MISSING_COMMA,
    },
    Sample {
        client: "codex",
        file: ".codex/config.toml",
        section: "mcp_servers",
        text: "# codex\nmodel = \"x\"  # fast\n\n[mcp_servers.git]\ncommand = 'git-mcp'\n\n[tui]\nnotifications = true\n",
        stays: &["# codex\nmodel = \"x\"  # fast\n", "command = 'git-mcp'\n", "[tui]\nnotifications = true\n"],
        broken: ("model = \"x\"\n[mcp_servers\n", "line 2, column 13: "),
    },
];
