//! Scopes: `res.partner:RWD,sale.order:RW,*:R` says which models a session reaches and what it may do there; longest match wins.

use std::fmt;
use std::str::FromStr;

use odoo_sdk::validate::Access;

/// What a session reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    entries: Vec<Entry>,
    /// What has to allow it as well.
    within: Option<Box<Self>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    pattern: String,
    rights: Rights,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Rights {
    read: bool,
    write: bool,
    delete: bool,
}

/// What is wrong with the text of a scope, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("scope, character {position}: {what}")]
pub(crate) struct ScopeError {
    /// Counted from 1, in characters.
    pub(crate) position: usize,
    /// What is wrong there, and what was expected.
    pub(crate) what: String,
}

impl Scope {
    /// Whether the scope allows the operation, and by which entry; a model that no entry matches is out of reach.
    pub(crate) fn allows(&self, model: &str, operation: Access) -> bool {
        let entry = self.entries.iter().filter(|entry| entry.matches(model)).max_by_key(|entry| entry.weight());
        let is_within = || self.within.as_ref().is_none_or(|within| within.allows(model, operation));
        entry.is_some_and(|entry| entry.rights.allow(operation)) && is_within()
    }

    /// What both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        let within = match self.within {
            Some(within) => within.and(other),
            None => other,
        };
        Self { within: Some(Box::new(within)), ..self }
    }
}

impl Entry {
    fn matches(&self, model: &str) -> bool {
        match self.pattern.strip_suffix('*') {
            Some(prefix) => model.starts_with(prefix),
            None => model == self.pattern,
        }
    }

    /// An exact name is heavier than the pattern of the same length.
    fn weight(&self) -> (usize, bool) {
        (self.pattern.trim_end_matches('*').len(), !self.pattern.ends_with('*'))
    }
}

impl Rights {
    fn allow(self, operation: Access) -> bool {
        match operation {
            Access::Name | Access::Read => self.read,
            Access::Create | Access::Write | Access::Call => self.write,
            Access::Delete => self.delete,
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut position = 1;
        for part in text.split(',') {
            let leading = part.chars().take_while(|character| *character == ' ').count();
            let entry = entry(part.trim_matches(' '), position + leading)?;
            if entries.iter().any(|known| known.pattern == entry.pattern) {
                return Err(error(position + leading, format!("`{}` is named twice", entry.pattern)));
            }
            entries.push(entry);
            position += part.chars().count() + 1;
        }
        Ok(Self { entries, within: None })
    }
}

fn entry(text: &str, position: usize) -> Result<Entry, ScopeError> {
    if text.is_empty() {
        return Err(error(position, "expected `model:rights`, got nothing"));
    }
    let Some((pattern, rights)) = text.split_once(':') else {
        return Err(error(position + text.chars().count(), "expected `:` and some of `R`, `W`, `D`"));
    };
    check_pattern(pattern, position)?;
    Ok(Entry { pattern: pattern.to_owned(), rights: self::rights(rights, position + pattern.chars().count() + 1)? })
}

/// `*`, a model's name, or a prefix that ends in `.*`.
fn check_pattern(pattern: &str, position: usize) -> Result<(), ScopeError> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    let name = pattern.strip_suffix('*').unwrap_or(pattern);
    if let Some(at) = name.chars().position(|character| !is_name(character)) {
        let found = name.chars().nth(at).unwrap_or_default();
        return Err(error(position + at, format!("`{found}` does not belong in a model's name")));
    }
    let is_prefix = pattern.ends_with('*');
    if pattern.is_empty() || (is_prefix && !name.is_empty() && !name.ends_with('.')) {
        return Err(error(position, "expected a model's name, `prefix.*` or `*`"));
    }
    Ok(())
}

fn rights(text: &str, position: usize) -> Result<Rights, ScopeError> {
    let mut rights = Rights::default();
    for (at, letter) in text.chars().enumerate() {
        let slot = match letter {
            'R' => &mut rights.read,
            'W' => &mut rights.write,
            'D' => &mut rights.delete,
            other => return Err(error(position + at, format!("`{other}` is not a right, expected `R`, `W` or `D`"))),
        };
        if std::mem::replace(slot, true) {
            return Err(error(position + at, format!("`{letter}` is given twice")));
        }
    }
    if text.is_empty() { Err(error(position, "expected some of `R`, `W`, `D`")) } else { Ok(rights) }
}

fn error(position: usize, what: impl Into<String>) -> ScopeError {
    ScopeError { position, what: what.into() }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, entry) in self.entries.iter().enumerate() {
            let rights = [(entry.rights.read, 'R'), (entry.rights.write, 'W'), (entry.rights.delete, 'D')];
            let letters: String = rights.iter().filter_map(|(is_given, letter)| is_given.then_some(*letter)).collect();
            write!(f, "{}{}:{letters}", if at == 0 { "" } else { "," }, entry.pattern)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_match_wins() {
        let scope: Scope = "res.partner:RWD, sale.order:RW,sale.*:R,hr.*:W,*:R".parse().unwrap();
        let check = |model, operation, expected| assert_eq!(scope.allows(model, operation), expected, "{model} {operation:?}");
        check("res.partner", Access::Delete, true);
        check("sale.order", Access::Write, true);
        check("sale.order", Access::Delete, false);
        check("sale.order.line", Access::Read, true);
        check("sale.order.line", Access::Write, false);
        check("hr.employee", Access::Read, false);
        check("hr.employee", Access::Call, true);
        check("crm.lead", Access::Read, true);
        check("crm.lead", Access::Create, false);
        let narrow: Scope = "res.partner:R".parse().unwrap();
        assert!(!narrow.allows("res.partner.bank", Access::Read) && !narrow.allows("sale.order", Access::Read));
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }

    #[test]
    fn both_scopes_have_to_allow() {
        let scope = |text: &str| text.parse::<Scope>().unwrap();
        let both = scope("res.partner:RW,*:R").and(scope("*:RWD")).and(scope("res.partner:RD,sale.*:R"));
        let check = |model: &str, operation: Access, expected: bool| assert_eq!(both.allows(model, operation), expected, "{model}");
        check("res.partner", Access::Read, true);
        check("res.partner", Access::Write, false);
        check("res.partner", Access::Delete, false);
        check("sale.order", Access::Read, true);
        check("crm.lead", Access::Read, false);
    }

    #[test]
    fn a_fault_is_reported_with_its_position() {
        let check = |text: &str, expected: &str| assert_eq!(text.parse::<Scope>().unwrap_err().to_string(), expected);
        check("", "scope, character 1: expected `model:rights`, got nothing");
        check("res.partner", "scope, character 12: expected `:` and some of `R`, `W`, `D`");
        check("res.partner:RX", "scope, character 14: `X` is not a right, expected `R`, `W` or `D`");
        check("res.partner:RW,,*:R", "scope, character 16: expected `model:rights`, got nothing");
        check("*:R, sale order:R", "scope, character 10: ` ` does not belong in a model's name");
        check("res.partner:RR", "scope, character 14: `R` is given twice");
        check("res.partner:", "scope, character 13: expected some of `R`, `W`, `D`");
        check("sale*:R", "scope, character 1: expected a model's name, `prefix.*` or `*`");
        check("*:R,*:RW", "scope, character 5: `*` is named twice");
        check("res.partner:rw", "scope, character 13: `r` is not a right, expected `R`, `W` or `D`");
        check("rés.partner:R", "scope, character 2: `é` does not belong in a model's name");
    }
}
