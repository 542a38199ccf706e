//! A fault in the configuration: where it is, what is wrong, what was expected.

use std::fmt;

/// Line and column, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Something about a file or a variable that its author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// It stops the start; otherwise it is a warning.
    pub(crate) is_error: bool,
    /// The file's name, or the variable's.
    pub(crate) origin: String,
    /// Where in the file; `None` where the fault is of the whole.
    pub(crate) position: Option<Position>,
    /// What is wrong.
    pub(crate) message: String,
    /// What was meant.
    pub(crate) hint: Option<String>,
}

/// A configuration that cannot be used, with everything that is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.0))]
pub(crate) struct InvalidConfiguration(pub(crate) Vec<Fault>);

impl Fault {
    pub(crate) fn error(origin: &str, message: impl Into<String>) -> Self {
        Self { is_error: true, origin: origin.to_owned(), position: None, message: message.into(), hint: None }
    }

    pub(crate) fn warning(origin: &str, message: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::error(origin, message) }
    }

    pub(crate) fn at(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    pub(crate) fn hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        self.position.iter().try_for_each(|position| write!(f, ":{position}"))?;
        write!(f, ": {}{}", if self.is_error { "" } else { "warning: " }, self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, "; {hint}"))
    }
}

fn lines(faults: &[Fault]) -> String {
    match faults {
        [only] => only.to_string(),
        several => {
            let lines: Vec<String> = several.iter().map(Fault::to_string).collect();
            format!("{} faults in the configuration\n{}", several.len(), lines.join("\n"))
        }
    }
}
