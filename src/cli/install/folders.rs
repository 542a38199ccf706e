//! The folders of a user, as each system has them. Which system, and its variables, are arguments: tests ask for all of them.

use std::path::PathBuf;

/// An operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// Linux, and whatever else keeps to its folders.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// Where a path begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base {
    /// The user's own folder.
    Home,
    /// `$XDG_CONFIG_HOME`, or `~/.config`.
    Configuration,
    /// `~/Library/Application Support`.
    Support,
    /// `%APPDATA%`.
    Roaming,
    /// What this variable names; a folder of the user's own folder where it is not set.
    Variable(&'static str, &'static str),
}

/// The folders of the user.
pub(super) struct Folders<'e> {
    pub(super) system: System,
    read: &'e dyn Fn(&str) -> Option<String>,
}

impl System {
    /// This one.
    pub(super) const fn this() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            Self::Linux
        }
    }
}

impl<'e> Folders<'e> {
    pub(super) fn new(system: System, read: &'e dyn Fn(&str) -> Option<String>) -> Self {
        Self { system, read }
    }

    /// A path with `/` between its parts, below a folder; `None` where no variable says what the folder is.
    pub(super) fn path(&self, base: Base, path: &str) -> Option<PathBuf> {
        Some(path.split('/').filter(|part| !part.is_empty()).fold(self.folder(base)?, |folder, part| folder.join(part)))
    }

    /// The folder in which the gateway keeps credentials.
    pub(super) fn of_gateway(&self) -> Option<PathBuf> {
        let base = match self.system {
            System::Linux => Base::Configuration,
            System::MacOs => Base::Support,
            System::Windows => Base::Roaming,
        };
        self.path(base, "odoo-gateway")
    }

    /// The user's own folder.
    pub(super) fn home(&self) -> Option<PathBuf> {
        self.named(if self.system == System::Windows { "USERPROFILE" } else { "HOME" })
    }

    fn folder(&self, base: Base) -> Option<PathBuf> {
        match base {
            Base::Home => self.home(),
            Base::Configuration => self.named("XDG_CONFIG_HOME").or_else(|| Some(self.home()?.join(".config"))),
            Base::Support => Some(self.home()?.join("Library").join("Application Support")),
            Base::Roaming => self.named("APPDATA").or_else(|| Some(self.home()?.join("AppData").join("Roaming"))),
            Base::Variable(name, otherwise) => self.named(name).or_else(|| Some(self.home()?.join(otherwise))),
        }
    }

    fn named(&self, variable: &str) -> Option<PathBuf> {
        (self.read)(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
    }
}
