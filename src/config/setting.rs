//! A setting: its names, its kind, its default, its help and its example, declared once in `settings/`.
//!
//! The command line's help, `config show`, the JSON Schema of `gateway.yaml`, the tables of the documentation and the example files are
//! derived from these declarations.

use std::collections::BTreeSet;

/// A setting of the gateway.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Section and key in `gateway.yaml`; `None` where only a variable sets it.
    pub key: Option<(&'static str, &'static str)>,
    /// The environment variable of the same meaning; `None` where only the file sets it.
    pub variable: Option<&'static str>,
    /// What it sets, in one line without the default.
    pub help: &'static str,
    /// The value where nothing is set, as a variable would hold it; `None` where there is none.
    pub default: Option<&'static str>,
    /// Its value is a secret and never printed.
    pub is_secret: bool,
    pub(crate) kind: Kind,
    pub(crate) precedence: Precedence,
    pub(crate) effect: Effect,
    pub(crate) example: Example,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A text that passes the check; the error says what is wrong.
    Text(fn(&str) -> Result<(), String>),
    /// A whole number within these bounds.
    Number(u64, u64),
    /// On or off.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words; a variable may also hold the path of a file.
    ChoiceOrPath(&'static [&'static str]),
    /// Names; a variable has commas between them.
    Names,
    /// Some of these words; a variable may also hold `all`.
    Choices(&'static [&'static str]),
}

/// Which value counts where the variable and the file have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precedence {
    /// The variable's.
    Variable,
    /// This value wins wherever it stands; otherwise the variable's.
    Strictest(&'static str),
    /// Both lists together.
    Union,
}

/// When a change of the file takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Without a restart.
    AtOnce,
    /// After a restart.
    Restart,
}

/// What the example files hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    /// The value, as a variable would hold it.
    pub(crate) value: &'static str,
    /// The value in `gateway.yaml`, where it is another one.
    pub(crate) in_file: Option<&'static str>,
    /// It stands there as a comment.
    pub(crate) is_comment: bool,
}

impl Setting {
    const fn new(kind: Kind, key: &'static str, help: &'static str) -> Self {
        Self {
            key: Some(("", key)),
            variable: None,
            help,
            default: None,
            is_secret: false,
            kind,
            precedence: Precedence::Variable,
            effect: Effect::Restart,
            example: Example { value: "", in_file: None, is_comment: true },
        }
    }

    pub(super) const fn text(key: &'static str, help: &'static str) -> Self {
        Self::new(Kind::Text(|_| Ok(())), key, help)
    }

    pub(super) const fn checked(key: &'static str, check: fn(&str) -> Result<(), String>, help: &'static str) -> Self {
        Self::new(Kind::Text(check), key, help)
    }

    pub(super) const fn number(key: &'static str, least: u64, help: &'static str) -> Self {
        Self::new(Kind::Number(least, u32::MAX as u64), key, help)
    }

    pub(super) const fn switch(key: &'static str, help: &'static str) -> Self {
        Self::new(Kind::Switch, key, help)
    }

    pub(super) const fn choice(key: &'static str, words: &'static [&'static str], help: &'static str) -> Self {
        Self::new(Kind::Choice(words), key, help)
    }

    pub(super) const fn choice_or_path(key: &'static str, words: &'static [&'static str], help: &'static str) -> Self {
        Self::new(Kind::ChoiceOrPath(words), key, help)
    }

    pub(super) const fn names(key: &'static str, help: &'static str) -> Self {
        Self::new(Kind::Names, key, help)
    }

    pub(super) const fn choices(key: &'static str, words: &'static [&'static str], help: &'static str) -> Self {
        Self::new(Kind::Choices(words), key, help)
    }

    pub(super) const fn within(self, section: &'static str) -> Self {
        match self.key {
            Some((_, key)) if !key.is_empty() => Self { key: Some((section, key)), ..self },
            _ => Self { key: None, ..self },
        }
    }

    pub(super) const fn variable(self, name: &'static str) -> Self {
        Self { variable: Some(name), ..self }
    }

    pub(super) const fn default(self, value: &'static str) -> Self {
        Self { default: Some(value), ..self }
    }

    pub(super) const fn most(self, most: u64) -> Self {
        match self.kind {
            Kind::Number(least, _) => Self { kind: Kind::Number(least, most), ..self },
            _ => self,
        }
    }

    pub(super) const fn secret(self) -> Self {
        Self { is_secret: true, ..self }
    }

    pub(super) const fn at_once(self) -> Self {
        Self { effect: Effect::AtOnce, ..self }
    }

    pub(super) const fn precedence(self, precedence: Precedence) -> Self {
        Self { precedence, ..self }
    }

    /// The example files set it.
    pub(super) const fn example(self, value: &'static str) -> Self {
        Self { example: Example { value, in_file: self.example.in_file, is_comment: false }, ..self }
    }

    /// The example files mention it in a comment.
    pub(super) const fn mention(self, value: &'static str) -> Self {
        Self { example: Example { value, in_file: self.example.in_file, is_comment: true }, ..self }
    }

    pub(super) const fn in_file(self, value: &'static str) -> Self {
        Self { example: Example { in_file: Some(value), ..self.example }, ..self }
    }

    /// How messages and tables name it: `limits.in_flight`, or its variable.
    #[must_use]
    pub fn name(&self) -> String {
        match self.key {
            Some((section, key)) => format!("{section}.{key}"),
            None => self.variable.unwrap_or_default().to_owned(),
        }
    }

    /// What it sets, with its default.
    #[must_use]
    pub fn help_with_default(&self) -> String {
        self.default.map_or_else(|| self.help.to_owned(), |default| format!("{}; default `{default}`", self.help))
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.key, self.variable) == (other.key, other.variable)
    }
}

/// A section of `gateway.yaml`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    /// Its key.
    pub(crate) name: &'static str,
    /// What its settings are about.
    pub(crate) help: &'static str,
    /// Its settings, in order.
    pub(crate) settings: &'static [Setting],
}

/// Declares the settings of a section, each a constant, and `SECTION` with all of them.
macro_rules! section {
    ($name:literal, $help:literal; $($setting:ident = $declaration:expr;)+) => {
        $(pub(crate) const $setting: $crate::config::setting::Setting = {
            use $crate::config::setting::Setting;
            let setting: Setting = $declaration;
            setting.within($name)
        };)+
        /// All of them.
        pub(super) const SECTION: $crate::config::setting::Section =
            $crate::config::setting::Section { name: $name, help: $help, settings: &[$($setting),+] };
    };
}
pub(super) use section;

/// The names in a list with commas.
pub(super) fn names(text: &str) -> BTreeSet<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
