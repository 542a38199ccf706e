//! Calls of other programs: output captured, a failure reported by the program's own last lines.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

const LINES_OF_A_FAILURE: usize = 4;

/// Runs a program to its end and returns what it printed; anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run `{}`", name(command)))?;
    printed(command, &output)
}

/// The same, with text for it to read.
pub(crate) fn run_with_input(command: &mut Command, input: &str) -> Result<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run `{}`", name(command)))?;
    // The inputs are far smaller than a pipe's buffer, so this does not wait. A program that ends early shows in its exit code.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().with_context(|| format!("cannot wait for `{}`", name(command)))?;
    printed(command, &output)
}

/// Whether a program can be run at all.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn printed(command: &Command, output: &Output) -> Result<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let shown = if errors.trim().is_empty() { String::from_utf8_lossy(&output.stdout) } else { errors };
    bail!("`{}` failed ({}): {}", name(command), output.status, last_lines(&shown));
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let start = lines.len().saturating_sub(LINES_OF_A_FAILURE);
    lines.get(start..).unwrap_or_default().join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_and_input_go_through() {
        assert_eq!(run(Command::new("echo").arg("hello")).unwrap(), "hello\n");
        assert_eq!(run_with_input(&mut Command::new("cat"), "text").unwrap(), "text");
    }

    #[test]
    fn a_failure_reports_the_program_and_its_last_lines() {
        let error = run(Command::new("ls").arg("/no/such/folder")).unwrap_err().to_string();
        assert!(error.starts_with("`ls` failed") && error.contains("/no/such/folder"), "{error}");
        assert!(run(&mut Command::new("no-such-program")).unwrap_err().to_string().contains("no-such-program"));
        assert_eq!(last_lines("1\n2\n\n3\n4\n5\n"), "2 | 3 | 4 | 5");
    }
}
