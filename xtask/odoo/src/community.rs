//! Community add-ons, as the Odoo Community Association publishes them on the Python package index: a wheel an add-on, whose one Python
//! dependency is Odoo itself. They are unpacked into a folder of the server that uses them; a list that is written last says what is there.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::layout::{self, Layout};
use super::unavailable::Unavailable;
use super::{SERIES, program, progress};

/// The server that has them, unless another name is given.
pub(crate) const NAME: &str = "community";

/// Makes sure that these add-ons are there and returns the names of their modules; none asked for changes nothing.
pub(crate) fn ensure(layout: &Layout, asked: &[String]) -> Result<Vec<String>> {
    let addons: Vec<&str> = asked.iter().map(|addon| addon.trim()).filter(|addon| !addon.is_empty()).collect();
    let packages = addons.iter().map(|addon| package(addon)).collect::<Result<Vec<String>>>()?;
    let (mark, list) = (layout.community().join("complete"), packages.join("\n"));
    if !packages.is_empty() && !fs::read_to_string(&mark).is_ok_and(|text| text == list) {
        layout::remove(&layout.community())?;
        progress::step(&format!("fetching {}", packages.join(" ")), || fetch(layout, &packages))?;
        fs::write(&mark, list).with_context(|| format!("cannot write {}", mark.display()))?;
    }
    Ok(addons.iter().map(|addon| module(addon).to_owned()).collect())
}

fn fetch(layout: &Layout, packages: &[String]) -> Result<()> {
    let mut pip = Command::new(layout.python());
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--target"]);
    let fetched = program::run(pip.arg(layout.community()).args(packages));
    fetched.map(drop).map_err(|error| Unavailable::error(format!("the community add-ons cannot be fetched: {error}")))
}

/// What the package index calls an add-on of this series.
fn package(addon: &str) -> Result<String> {
    let name = module(addon);
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        bail!("`{addon}` is not an add-on: expected a name such as `helpdesk_mgmt`, or `helpdesk_mgmt=={SERIES}.0.1.0.0`");
    }
    let version = addon.split_once("==").map_or_else(|| format!("{SERIES}.0.*"), |(_, version)| version.to_owned());
    Ok(format!("odoo-addon-{}=={version}", name.replace('_', "-")))
}

fn module(addon: &str) -> &str {
    addon.split_once("==").map_or(addon, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_add_on_is_a_package_of_the_series() {
        assert_eq!(package("helpdesk_mgmt").unwrap(), "odoo-addon-helpdesk-mgmt==19.0.*");
        assert_eq!(package("contract==19.0.1.2.1.2").unwrap(), "odoo-addon-contract==19.0.1.2.1.2");
        assert!(package("--index-url").is_err() && package("").is_err());
    }

    #[test]
    fn what_is_there_is_not_fetched_again() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::at(folder.path());
        assert_eq!(ensure(&layout, &[]).unwrap(), Vec::<String>::new());
        fs::create_dir(layout.community()).unwrap();
        fs::write(layout.community().join("complete"), "odoo-addon-contract==19.0.*").unwrap();
        assert_eq!(ensure(&layout, &["contract".to_owned()]).unwrap(), ["contract"]);
    }
}
