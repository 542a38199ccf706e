//! The image: its Dockerfile is checked by hadolint, and built and tried where an engine runs.

use std::process::Command;

use anyhow::{Result, ensure};

use super::tools::{available, hadolint};
use super::{Source, output};
use crate::workspace;

const DOCKERFILE: &str = "packaging/docker/Dockerfile";

pub(super) fn make(source: &Source) -> Result<Vec<String>> {
    let checker = hadolint(&source.tools)?;
    output(Command::new(checker).arg(DOCKERFILE).current_dir(workspace::root()))?;
    let checked = format!("ok: docker: hadolint finds no fault in {DOCKERFILE}");
    if let Err(error) = available("docker", Command::new("docker").arg("info")) {
        return Ok(vec![checked, format!("skipped: the image is not built: {error:#}")]);
    }
    let name = format!("odoo-gateway:{}", source.version);
    output(Command::new("docker").args(["build", "--file", DOCKERFILE, "--tag", &name, "."]).current_dir(workspace::root()))?;
    let printed = output(Command::new("docker").args(["run", "--rm", &name, "demo"]))?;
    ensure!(printed.contains("-> create_record"), "docker: the demo printed something else: {printed}");
    Ok(vec![checked, format!("made: {name}"), "ok: docker: the demo ran".to_owned()])
}
