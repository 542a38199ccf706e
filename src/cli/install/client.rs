//! The clients that can be configured, a row each: where the file is on each system, how it is written, and what reads it again.

use std::path::PathBuf;

use clap::ValueEnum;

use super::folders::{Base, Folders, System};

/// A client of MCP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Client {
    /// Claude Desktop.
    ClaudeDesktop,
    /// Claude Code, for the user in every folder.
    ClaudeCode,
    /// Cursor.
    Cursor,
    /// Visual Studio Code.
    #[value(name = "vscode")]
    VsCode,
    /// Windsurf.
    Windsurf,
    /// Zed.
    Zed,
    /// Gemini CLI.
    Gemini,
    /// Codex.
    Codex,
}

/// What a client's file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// JSON as the standard has it: the client reads nothing else.
    Json,
    /// JSON with comments and trailing commas.
    JsonWithComments,
    /// TOML.
    Toml,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Facts {
    /// Its name, as people write it.
    pub(super) title: &'static str,
    /// The file on Linux, macOS and Windows.
    places: [(Base, &'static str); 3],
    pub(super) language: Language,
    /// The key under which the servers are.
    pub(super) section: &'static str,
    /// What an entry has besides its command: `type`.
    pub(super) kind: Option<&'static str>,
    /// What makes it read the file again.
    pub(super) reload: &'static str,
}

/// `HOME`, the same on every system.
const fn home(path: &'static str) -> [(Base, &'static str); 3] {
    [(Base::Home, path), (Base::Home, path), (Base::Home, path)]
}

/// Below what a variable names, on every system.
const fn moved(variable: &'static str, otherwise: &'static str, file: &'static str) -> [(Base, &'static str); 3] {
    let base = Base::Variable(variable, otherwise);
    [(base, file), (base, file), (base, file)]
}

/// Where desktop programs keep what the user sets.
const fn desktop(path: &'static str) -> [(Base, &'static str); 3] {
    [(Base::Configuration, path), (Base::Support, path), (Base::Roaming, path)]
}

static CLAUDE_DESKTOP: Facts = Facts {
    title: "Claude Desktop",
    places: desktop("Claude/claude_desktop_config.json"),
    language: Language::Json,
    section: "mcpServers",
    kind: None,
    reload: "Quit Claude Desktop, not only its window, and start it again",
};
static CLAUDE_CODE: Facts = Facts {
    title: "Claude Code",
    places: moved("CLAUDE_CONFIG_DIR", "", ".claude.json"),
    language: Language::Json,
    section: "mcpServers",
    kind: Some("stdio"),
    reload: "Start Claude Code again",
};
static CURSOR: Facts = Facts {
    title: "Cursor",
    places: home(".cursor/mcp.json"),
    language: Language::JsonWithComments,
    section: "mcpServers",
    kind: None,
    reload: "Quit Cursor and start it again",
};
static VS_CODE: Facts = Facts {
    title: "VS Code",
    places: desktop("Code/User/mcp.json"),
    language: Language::JsonWithComments,
    section: "servers",
    kind: Some("stdio"),
    reload: "In VS Code, run `MCP: List Servers` and start the server",
};
static WINDSURF: Facts = Facts {
    title: "Windsurf",
    places: home(".codeium/windsurf/mcp_config.json"),
    language: Language::Json,
    section: "mcpServers",
    kind: None,
    reload: "Refresh the list of MCP servers in Windsurf",
};
static ZED: Facts = Facts {
    title: "Zed",
    places: [(Base::Configuration, "zed/settings.json"), (Base::Home, ".config/zed/settings.json"), (Base::Roaming, "Zed/settings.json")],
    language: Language::JsonWithComments,
    section: "context_servers",
    kind: None,
    reload: "Zed reads the file at once",
};
static GEMINI: Facts = Facts {
    title: "Gemini CLI",
    places: home(".gemini/settings.json"),
    language: Language::JsonWithComments,
    section: "mcpServers",
    kind: None,
    reload: "Start Gemini CLI again",
};
static CODEX: Facts = Facts {
    title: "Codex",
    places: moved("CODEX_HOME", ".codex", "config.toml"),
    language: Language::Toml,
    section: "mcp_servers",
    kind: None,
    reload: "Start Codex again",
};

impl Client {
    /// Its row.
    pub(super) const fn facts(self) -> &'static Facts {
        match self {
            Self::ClaudeDesktop => &CLAUDE_DESKTOP,
            Self::ClaudeCode => &CLAUDE_CODE,
            Self::Cursor => &CURSOR,
            Self::VsCode => &VS_CODE,
            Self::Windsurf => &WINDSURF,
            Self::Zed => &ZED,
            Self::Gemini => &GEMINI,
            Self::Codex => &CODEX,
        }
    }

    /// How the command line names it.
    pub(super) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Its file, where the system says what its folders are.
    pub(super) fn file(self, folders: &Folders<'_>) -> Option<PathBuf> {
        let [linux, macos, windows] = self.facts().places;
        let (base, path) = match folders.system {
            System::Linux => linux,
            System::MacOs => macos,
            System::Windows => windows,
        };
        folders.path(base, path)
    }

    /// Whether this machine has it: its file is there, or the folder of its own in which the file would be.
    pub(super) fn is_here(self, folders: &Folders<'_>) -> bool {
        let Some(file) = self.file(folders) else { return false };
        let own = file.parent().filter(|folder| Some(*folder) != folders.home().as_deref());
        file.is_file() || own.is_some_and(std::path::Path::is_dir)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(system: System, variables: &[(&str, &str)]) -> Vec<String> {
        let read = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let folders = Folders::new(system, &read);
        Client::value_variants().iter().map(|client| client.file(&folders).unwrap().display().to_string().replace('\\', "/")).collect()
    }

    #[test]
    fn every_client_has_its_file_on_every_system() {
        let linux = [
            "/home/ann/.config/Claude/claude_desktop_config.json",
            "/home/ann/.claude.json",
            "/home/ann/.cursor/mcp.json",
            "/home/ann/.config/Code/User/mcp.json",
            "/home/ann/.codeium/windsurf/mcp_config.json",
            "/home/ann/.config/zed/settings.json",
            "/home/ann/.gemini/settings.json",
            "/home/ann/.codex/config.toml",
        ];
        assert_eq!(files(System::Linux, &[("HOME", "/home/ann")]), linux);
        let macos = files(System::MacOs, &[("HOME", "/Users/ann"), ("XDG_CONFIG_HOME", "/elsewhere")]);
        assert_eq!(macos[0], "/Users/ann/Library/Application Support/Claude/claude_desktop_config.json");
        assert_eq!(
            (macos[3].as_str(), macos[5].as_str()),
            ("/Users/ann/Library/Application Support/Code/User/mcp.json", "/Users/ann/.config/zed/settings.json")
        );
        let windows = files(System::Windows, &[("USERPROFILE", "C:/Users/ann"), ("APPDATA", "C:/Users/ann/AppData/Roaming")]);
        assert_eq!(windows[0], "C:/Users/ann/AppData/Roaming/Claude/claude_desktop_config.json");
        assert_eq!((windows[1].as_str(), windows[7].as_str()), ("C:/Users/ann/.claude.json", "C:/Users/ann/.codex/config.toml"));
    }

    #[test]
    fn variables_move_what_they_move() {
        let moved = [("HOME", "/home/ann"), ("XDG_CONFIG_HOME", "/x"), ("CLAUDE_CONFIG_DIR", "/c"), ("CODEX_HOME", "/o")];
        let files = files(System::Linux, &moved);
        assert_eq!(
            (files[0].as_str(), files[1].as_str(), files[7].as_str()),
            ("/x/Claude/claude_desktop_config.json", "/c/.claude.json", "/o/config.toml")
        );
    }
}
