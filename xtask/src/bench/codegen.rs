//! What code generation costs: the time to generate, to check the crate in several sizes, and the sizes of what comes out.
//!
//! Compile times are those of `cargo check` on `odoo-models` alone, its dependencies being built: the crate's own sources are
//! touched before each. Peak memory is the compiler's, where the system reports (`VmHWM` of the process).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use odoo_sdk::schema::{Pack, pack};
use odoo_sdk::validate::json_schema;
use odoo_sdk::{Series, schema::snapshot};

/// What is checked: a name, and the arguments for cargo.
const CHECKS: [(&str, &[&str]); 4] = [
    ("nothing on", &[]),
    ("v19 + sale, stock, hr", &["--features", "v19,sale,stock,hr"]),
    ("v17 + sale, stock, hr", &["--features", "v17,sale,stock,hr"]),
    ("everything", &["--all-features"]),
];

/// Measures and prints one table.
pub(crate) fn run() -> Result<()> {
    let root = crate::workspace::root();
    let mut out = std::io::stdout();
    writeln!(out, "| what | measured |\n|---|---|")?;
    let begin = Instant::now();
    let output = crate::codegen::workspace(&root.join("schemas"))?;
    let seconds = begin.elapsed().as_secs_f32();
    let size =
        |part: &str| output.files.iter().filter(|(name, _)| name.starts_with(part)).map(|(_, text)| text.len()).sum::<usize>() / 1000;
    writeln!(out, "| generate three series, files read and text made | {seconds:.1} s |")?;
    writeln!(out, "| `generated/` | {} kB |\n| `schemas/json/` | {} kB |", size("generated/"), size("schemas/json/"))?;
    for (name, features) in CHECKS {
        let (time, memory) = check(&root, features)?;
        let memory = memory.map(|kilobytes| format!(", {} MB", kilobytes / 1024)).unwrap_or_default();
        writeln!(out, "| `cargo check -p odoo-models`, {name} | {:.1} s{memory} |", time.as_secs_f32())?;
    }
    schemas(&root, &mut out)
}

/// The JSON Schemas of a program that embeds the packed snapshots.
fn schemas(root: &Path, out: &mut impl Write) -> Result<()> {
    for series in Series::ALL {
        let packed = pack::pack(&snapshot::read_files(&root.join("schemas").join(series.name()))?)?;
        let begin = Instant::now();
        let model = Pack::open(&packed)?.model("sale.order")?.context("sale.order")?;
        let (found, begin) = (begin.elapsed(), Instant::now());
        let document = json_schema(series, &model);
        let made = begin.elapsed();
        let size = document.to_string().len();
        writeln!(
            out,
            "| {series}: pack {} kB; first model {found:.0?}, its JSON Schema ({size} bytes) in {made:.0?} more | no bytes added |",
            packed.len() / 1000
        )?;
    }
    Ok(())
}

fn check(root: &Path, features: &[&str]) -> Result<(Duration, Option<u64>)> {
    let cargo = || {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(root).args(["check", "--quiet", "--package", "odoo-models"]).args(features);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    // Once, so that the dependencies are there.
    cargo().status()?;
    let library = root.join("generated/src/lib.rs");
    std::fs::File::open(&library)?.set_modified(std::time::SystemTime::now())?;
    let begin = Instant::now();
    let mut child = cargo().spawn()?;
    let mut peak = None;
    let status = loop {
        peak = peak.max(compiler_peak(child.id()));
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    if !status.success() {
        bail!("`cargo check -p odoo-models` fails");
    }
    Ok((begin.elapsed(), peak))
}

/// The highest memory use so far of the processes below cargo, in kilobytes. Each thread has children of its own.
fn compiler_peak(cargo: u32) -> Option<u64> {
    let own = |id: u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok())
    };
    let threads = std::fs::read_dir(format!("/proc/{cargo}/task")).ok()?.filter_map(Result::ok);
    let children: Vec<String> = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok()).collect();
    let ids = children.iter().flat_map(|text| text.split_whitespace()).filter_map(|id| id.parse().ok());
    ids.filter_map(|id: u32| own(id).max(compiler_peak(id))).max()
}
