//! Which modules the database gets: those asked for, and what to install or update when some are there already. Pure but for the look
//! into Odoo's own add-ons, by which a misspelt name is refused: Odoo itself would ignore it with a warning.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::addon;

/// Installed if nothing else is asked for.
pub(crate) const DEFAULT: [&str; 9] =
    ["sale_management", "crm", "purchase", "stock", "hr", "hr_holidays", "hr_attendance", "project", "account"];

/// What is to be done to a database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) install: Vec<String>,
    pub(crate) update: Vec<String>,
}

impl Plan {
    /// `changed` says that our add-on's text is another than the installed one.
    pub(crate) fn new(wanted: &[String], installed: &[String], changed: bool) -> Self {
        let is_there = |name: &&String| installed.contains(name);
        let install = wanted.iter().filter(|name| !is_there(name)).cloned().collect();
        let update = wanted.iter().filter(|name| changed && *name == addon::NAME && is_there(name)).cloned().collect();
        Self { install, update }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.install.is_empty() && self.update.is_empty()
    }
}

/// The modules asked for, with our add-on, sorted and each once; a name that is in none of the folders is an error.
pub(crate) fn wanted(asked: &[String], folders: &[PathBuf]) -> Result<Vec<String>> {
    let mut names: Vec<String> = asked.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    names.push(addon::NAME.to_owned());
    names.sort();
    names.dedup();
    let is_known = |name: &str| name == addon::NAME || folders.iter().any(|folder| folder.join(name).join("__manifest__.py").is_file());
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        let folders: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        bail!("`{unknown}` is not a module of Odoo Community; expected a folder in {}", folders.join(" or "));
    }
    Ok(names)
}

/// Both lists as one, sorted and each once.
pub(crate) fn union(one: &[String], other: &[String]) -> Vec<String> {
    let mut names = [one, other].concat();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn check(wanted: &str, installed: &str, changed: bool, install: &str, update: &str) {
        let plan = Plan::new(&names(wanted), &names(installed), changed);
        assert_eq!(plan, Plan { install: names(install), update: names(update) });
    }

    #[test]
    fn a_plan_is_the_difference() {
        check("crm x_delivery", "", false, "crm x_delivery", "");
        check("crm x_delivery", "base crm x_delivery", false, "", "");
        check("crm mrp x_delivery", "base crm x_delivery", false, "mrp", "");
        check("crm x_delivery", "base crm x_delivery", true, "", "x_delivery");
        check("crm x_delivery", "base crm", true, "x_delivery", "");
        assert!(Plan::new(&[], &[], true).is_empty());
    }

    #[test]
    fn wanted_names_are_known_and_come_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["crm", "stock"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("__manifest__.py"), "{}").unwrap();
        }
        let folders = [folder.path().join("nothing"), folder.path().to_path_buf()];
        assert_eq!(wanted(&names("stock crm stock"), &folders).unwrap(), names("crm stock x_delivery"));
        assert_eq!(wanted(&[" ".to_owned()], &folders).unwrap(), names("x_delivery"));
        assert!(wanted(&names("crm stok"), &folders).unwrap_err().to_string().starts_with("`stok` is not a module"));
    }

    #[test]
    fn a_union_is_sorted() {
        assert_eq!(union(&names("b a"), &names("c a")), names("a b c"));
    }
}
