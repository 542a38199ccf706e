//! The Debian package: the program, a sandboxed systemd unit that is not enabled by itself, and its file of variables, readable by root.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::tools::available;
use super::trial::Trial;
use super::{Source, made, output};
use crate::workspace;

const UNIT: &str = "usr/lib/systemd/system/odoo-gateway.service";
const VARIABLES: &str = "etc/odoo-gateway/odoo-gateway.env";

/// How exposed the unit may be at most, as `systemd-analyze security` counts: 20 is 2.0 of 10.
const EXPOSURE: &str = "--threshold=20";

pub(super) fn make(source: &Source, trial: Option<&Trial>) -> Result<Vec<String>> {
    let processor = available("deb", Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned();
    let folder = source.stage("deb")?;
    fill(source, &folder)?;
    let control = control(source, &folder, &processor)?;
    write(&folder.join("DEBIAN/control"), &control, 0o644)?;
    write(&folder.join("DEBIAN/conffiles"), &format!("/{VARIABLES}\n"), 0o644)?;
    let place = source.out.join(format!("odoo-gateway_{}_{processor}.deb", source.version));
    output(Command::new("dpkg-deb").args(["--build", "--root-owner-group", "-Zxz", "-z1"]).arg(&folder).arg(&place))?;
    let mut said = vec![made(&place)];
    if let Some(trial) = trial {
        let root = trial.root();
        output(trial.command("dpkg-deb").arg("--extract").arg(&place).arg(&root))?;
        said.push(trial.demo(&root.join("usr/bin/odoo-gateway"), "deb")?);
        said.push(unit(&root)?);
    }
    Ok(said)
}

/// Every file of the package.
fn fill(source: &Source, folder: &Path) -> Result<()> {
    let root = workspace::root();
    source.place_program(&folder.join("usr/bin/odoo-gateway"))?;
    let files = [
        ("packaging/debian/odoo-gateway.service", UNIT, 0o644),
        ("config/odoo-gateway.env", VARIABLES, 0o600),
        ("README.md", "usr/share/doc/odoo-gateway/README.md", 0o644),
        ("LICENSE", "usr/share/doc/odoo-gateway/copyright", 0o644),
    ];
    for (from, to, mode) in files {
        let text = fs::read_to_string(root.join(from)).with_context(|| format!("cannot read {from}"))?;
        write(&folder.join(to), &text, mode)?;
    }
    Ok(())
}

fn control(source: &Source, folder: &Path, processor: &str) -> Result<String> {
    Ok(format!(
        "Package: odoo-gateway\nVersion: {}\nArchitecture: {processor}\nMaintainer: odoo-gateway contributors <noreply@odoo-gateway.invalid>\n\
         Section: net\nPriority: optional\nDepends: {}\nRecommends: ca-certificates\nDescription: {}\n",
        source.version,
        libraries(folder)?,
        source.description,
    ))
}

/// The libraries that the program is linked with, as packages with their least versions; none of a static program.
fn libraries(folder: &Path) -> Result<String> {
    // What asks for them wants to be in the source of a Debian package.
    let asked = folder.with_file_name("deb-source");
    fs::create_dir_all(asked.join("debian"))?;
    fs::write(asked.join("debian/control"), "Source: odoo-gateway\n\nPackage: odoo-gateway\nArchitecture: any\n")?;
    let mut command = Command::new("dpkg-shlibdeps");
    command.args(["-O", "--ignore-missing-info"]).arg(format!("-e{}", folder.join("usr/bin/odoo-gateway").display())).current_dir(&asked);
    let printed = available("deb", &mut command)?;
    Ok(printed.lines().find_map(|line| line.strip_prefix("shlibs:Depends=")).unwrap_or_default().to_owned())
}

/// Whether systemd takes the unit, and how well it is shut off.
fn unit(root: &Path) -> Result<String> {
    available("deb", Command::new("systemd-analyze").arg("--version"))?;
    let program = root.join("usr/bin/odoo-gateway").display().to_string();
    // The unit as it would be if the folder were the system: what it starts has to be there.
    let copy = root.join("odoo-gateway.service");
    fs::write(&copy, fs::read_to_string(root.join(UNIT))?.replace("/usr/bin/odoo-gateway", &program))?;
    output(Command::new("systemd-analyze").arg("verify").arg(&copy))?;
    let printed = output(Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager", EXPOSURE]).arg(&copy))?;
    let level = printed.split("exposure level for ").nth(1).and_then(|line| line.split_whitespace().nth(1)).unwrap_or("unknown");
    Ok(format!("ok: deb: systemd takes the unit, exposure {level} of 10"))
}

fn write(path: &Path, text: &str, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(mode))?)
}
