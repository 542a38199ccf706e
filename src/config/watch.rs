//! Hot reload: when a file of the folder changes its rules are taken over, unless they have a fault; then the last good ones stay.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::environment::Environment;
use super::files::FILES;
use super::{Loaded, folder};
use crate::policy::Policy;

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(2);

/// A file's name with its time of change and size.
type Stamp = (&'static str, Option<(SystemTime, u64)>);

/// Looks at the files until the task is ended. The mode and the scope of a running server only get stricter by a restart.
pub(crate) async fn watch(environment: Environment, policy: Policy) {
    let Some(path) = folder::named(&environment) else { return };
    let mut seen = stamps(&path);
    loop {
        tokio::time::sleep(INTERVAL).await;
        let now = stamps(&path);
        if now != seen {
            seen = now;
            reload(&path, &environment, &policy);
        }
    }
}

/// Takes over the rules of a folder, or keeps the last good ones; whether they were taken over.
pub(crate) fn reload(path: &Path, environment: &Environment, policy: &Policy) -> bool {
    match Loaded::from(Some(path), environment) {
        Ok(loaded) => {
            loaded.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
            tracing::info!("the rules were read again");
            policy.replace(loaded.rules);
            true
        }
        Err(faulty) => {
            tracing::error!("the rules stay as they were: {faulty}");
            false
        }
    }
}

fn stamps(path: &Path) -> Vec<Stamp> {
    let stamp = |path: PathBuf| std::fs::metadata(path).ok().and_then(|facts| Some((facts.modified().ok()?, facts.len())));
    FILES.iter().map(|file| (file.name, stamp(path.join(file.name)))).collect()
}
