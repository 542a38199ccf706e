//! The workflow files run what `.ci/run` runs: compared by a test, since they cannot run here.

#![cfg(test)]

const CI: &str = include_str!("../../.ci/run");
const CI_WORKFLOW: &str = include_str!("../../.github/workflows/ci.yml");
const RELEASE_WORKFLOW: &str = include_str!("../../.github/workflows/release.yml");

/// The steps of `.ci/run` that are one command of cargo, with their names.
fn steps_of_ci() -> Vec<(String, String)> {
    let steps = CI.lines().filter_map(|line| line.strip_prefix("step \"")?.split_once("\" "));
    steps.filter(|(_, command)| command.starts_with("cargo ")).map(|(name, command)| (name.to_owned(), command.to_owned())).collect()
}

/// The named steps of a workflow that run one command.
fn steps_of(workflow: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = workflow.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter_map(|pair| Some((pair[0].strip_prefix("- name: ")?, pair[1].strip_prefix("run: ")?)));
    pairs.map(|(name, command)| (name.to_owned(), command.to_owned())).collect()
}

#[test]
fn ci_has_the_steps_of_the_script() {
    let steps = steps_of_ci();
    assert!(steps.len() >= 5, "{steps:?}");
    let cargo: Vec<_> = steps_of(CI_WORKFLOW).into_iter().filter(|(_, command)| command.starts_with("cargo ")).collect();
    assert_eq!(cargo, steps);
    assert!(steps_of(CI_WORKFLOW).iter().any(|(_, command)| command == "bash .ci/run"));
}

#[test]
fn the_release_checks_the_version_and_tries_every_package() {
    let steps = steps_of(RELEASE_WORKFLOW);
    for command in ["cargo xtask release --dry-run", "cargo xtask package --try --strict"] {
        assert!(steps.iter().any(|(_, run)| run == command), "{command}: {steps:?}");
    }
}
