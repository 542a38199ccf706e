//! Hot reload: when a file of the folder changes its rules are taken over, unless they have a fault; then the last good ones stay.
//!
//! Texts are compared, not times, so that an editor that renames a file over another is seen as well as one that writes into it. A
//! change counts when two looks in a row find it, so that a half-written file is not taken. A file that is gone or empty is a fault:
//! it would load as fewer rules. Tools that are declared are taken over with the rules; where the file of one is gone, so is the tool. What
//! only a restart changes is named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::environment::Environment;
use super::files::FILES;
use super::{Configuration, declared, folder, yaml};
use crate::policy::Rules;
use crate::tools::Tool;

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(2);

/// What the files say.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Texts {
    /// In the order of [`FILES`]; `None` where there is none.
    rules: Vec<Option<String>>,
    /// Of the tools that are declared, by file.
    tools: BTreeMap<PathBuf, Option<String>>,
}

/// Takes over the rules and the declared tools, or says why it cannot.
pub(crate) type TakeOver = Box<dyn Fn(Rules, &[Arc<dyn Tool>]) -> Result<(), String> + Send + Sync>;

/// What came of looking at the files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reload {
    /// Nothing is new.
    Unchanged,
    /// A file is being written.
    Unsettled,
    /// New rules hold; these settings take effect after a restart.
    Applied(Vec<String>),
    /// The rules stay as they were, for this reason.
    Rejected(String),
}

/// The files of a running server.
pub(crate) struct Watcher {
    path: PathBuf,
    environment: Environment,
    take_over: TakeOver,
    /// What the server started with; `None` where it cannot be read any more.
    started: Option<Configuration>,
    /// What the rules that hold were read from.
    good: Texts,
    seen: Texts,
    settled: Texts,
}

/// Looks at the files until the task is ended. What they say now is read at once, so that no change from now on is missed.
pub(crate) fn watch(environment: Environment, take_over: TakeOver) -> impl Future<Output = ()> + Send {
    let watcher = folder::named(&environment).map(|path| Watcher::new(path, environment, take_over));
    async {
        let Some(mut watcher) = watcher else { return };
        loop {
            tokio::time::sleep(INTERVAL).await;
            report(&watcher.look());
        }
    }
}

fn report(reload: &Reload) {
    match reload {
        Reload::Unchanged | Reload::Unsettled => {}
        Reload::Applied(waiting) => {
            tracing::info!("the rules and the declared tools were read again");
            waiting.iter().for_each(|setting| tracing::warn!("`{setting}` changed, which takes effect after a restart"));
        }
        Reload::Rejected(why) => tracing::error!("the rules and the declared tools stay as they were: {why}"),
    }
}

impl Watcher {
    /// Of a server that runs with the rules of the folder.
    pub(crate) fn new(path: PathBuf, environment: Environment, take_over: TakeOver) -> Self {
        let started = Configuration::of(Some(&path), &environment).ok();
        let texts = Texts::of(&path);
        Self { path, environment, take_over, started, good: texts.clone(), seen: texts.clone(), settled: texts }
    }

    /// Looks once.
    pub(crate) fn look(&mut self) -> Reload {
        let now = Texts::of(&self.path);
        if now == self.settled {
            self.seen = now;
            return Reload::Unchanged;
        }
        if now != self.seen {
            self.seen = now;
            return Reload::Unsettled;
        }
        self.settled = now;
        self.reload()
    }

    fn reload(&mut self) -> Reload {
        if let Some(fault) = self.gone() {
            return Reload::Rejected(fault);
        }
        match Configuration::of(Some(&self.path), &self.environment) {
            Ok(configuration) => {
                configuration.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
                let waiting = self.started.as_ref().map(|started| started.waiting(&configuration)).unwrap_or_default();
                if let Err(why) = (self.take_over)(configuration.rules, &configuration.declared) {
                    return Reload::Rejected(why);
                }
                self.good.clone_from(&self.settled);
                Reload::Applied(waiting)
            }
            Err(invalid) => Reload::Rejected(invalid.to_string()),
        }
    }

    /// A file that had rules and has none.
    fn gone(&self) -> Option<String> {
        let is_empty = |text: &Option<String>| text.as_ref().is_none_or(|text| yaml::is_empty(text));
        let both = FILES.iter().zip(self.good.rules.iter().zip(&self.settled.rules));
        let (file, _) = both.into_iter().find(|(_, (good, now))| !is_empty(good) && is_empty(now))?;
        Some(format!("{} is gone or empty; restart the server to go on without it", file.name))
    }
}

impl Texts {
    fn of(path: &Path) -> Self {
        let rules = FILES.iter().map(|file| std::fs::read_to_string(path.join(file.name)).ok()).collect();
        let tools = declared::files(path).into_iter().map(|file| (file.clone(), std::fs::read_to_string(file).ok())).collect();
        Self { rules, tools }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use odoo_sdk::validate::Access;

    use super::*;
    use crate::policy::{Policy, TierAnswer};

    const ONE: &str = "always_blocked: [res.bank]\n";
    const BOTH: &str = "always_blocked: [res.bank, res.country]\n";

    struct Running {
        folder: tempfile::TempDir,
        watcher: Watcher,
        policy: Policy,
        /// The names of the declared tools that were taken over last.
        tools: Arc<Mutex<Vec<String>>>,
    }

    impl Running {
        fn new(files: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("tools")).unwrap();
            files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
            let rules = Configuration::of(Some(folder.path()), &Environment::default()).unwrap().rules;
            let (policy, tools) = (Policy::new(rules), Arc::<Mutex<Vec<String>>>::default());
            let (to_policy, to_tools) = (policy.clone(), Arc::clone(&tools));
            let take_over: TakeOver = Box::new(move |rules, tools| {
                to_policy.replace(rules);
                *to_tools.lock().unwrap() = tools.iter().map(|tool| tool.definition().name.to_string()).collect();
                Ok(())
            });
            let watcher = Watcher::new(folder.path().to_owned(), Environment::default(), take_over);
            Self { folder, watcher, policy, tools }
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.folder.path().join(name), text).unwrap();
        }

        fn looks(&mut self) -> [Reload; 2] {
            [self.watcher.look(), self.watcher.look()]
        }

        fn blocks(&self, model: &str) -> bool {
            self.policy.rules().tier(model, Access::Read).0 == TierAnswer::No
        }

        fn tools(&self) -> Vec<String> {
            self.tools.lock().unwrap().clone()
        }
    }

    #[test]
    fn a_half_written_file_is_not_taken() {
        let mut running = Running::new(&[("restrictions.yaml", ONE)]);
        assert_eq!(running.looks(), [Reload::Unchanged, Reload::Unchanged]);
        running.write("restrictions.yaml", "always_blocked: [res.ba");
        assert_eq!(running.watcher.look(), Reload::Unsettled);
        running.write("restrictions.yaml", BOTH);
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(Vec::new())]);
        assert!(running.blocks("res.country") && running.watcher.look() == Reload::Unchanged);
    }

    #[test]
    fn a_file_renamed_over_another_of_the_same_size_and_time_is_seen() {
        let mut running = Running::new(&[("restrictions.yaml", ONE)]);
        let (target, draft) = (running.folder.path().join("restrictions.yaml"), running.folder.path().join(".draft"));
        let modified = std::fs::metadata(&target).unwrap().modified().unwrap();
        std::fs::write(&draft, ONE.replace("bank", "lang")).unwrap();
        std::fs::File::options().write(true).open(&draft).unwrap().set_modified(modified).unwrap();
        std::fs::rename(&draft, &target).unwrap();
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(Vec::new())]);
        assert!(running.blocks("res.lang") && !running.blocks("res.bank"));
    }

    #[test]
    fn a_fault_a_removal_and_an_empty_file_keep_the_last_good_rules() {
        let mut running = Running::new(&[("restrictions.yaml", ONE)]);
        running.write("restrictions.yaml", "always_blockd: []\n");
        let [_, Reload::Rejected(why)] = running.looks() else { panic!("kept") };
        assert!(why.contains("always_blockd") && running.blocks("res.bank"), "{why}");
        running.write("restrictions.yaml", "# the rest follows\n\n");
        assert!(matches!(running.looks(), [Reload::Unsettled, Reload::Rejected(_)]) && running.blocks("res.bank"));
        std::fs::remove_file(running.folder.path().join("restrictions.yaml")).unwrap();
        let [_, Reload::Rejected(why)] = running.looks() else { panic!("kept") };
        assert_eq!(why, "restrictions.yaml is gone or empty; restart the server to go on without it");
        running.write("restrictions.yaml", BOTH);
        assert!(matches!(running.looks(), [Reload::Unsettled, Reload::Applied(_)]) && running.blocks("res.country"));
    }

    #[test]
    fn what_waits_for_a_restart_is_named() {
        let mut running = Running::new(&[("gateway.yaml", "limits: {in_flight: 4}\naudit: {to: off}\n")]);
        running.write(
            "gateway.yaml",
            "limits: {in_flight: 5, calls_per_minute: 7}\naudit: {to: stderr}\nconnection: {url: \"https://x.example.com\"}\nsession: {max_concurrent: 2, idle_timeout_seconds: 9}\ntools: {confirm: off}\n",
        );
        let expected =
            ["connection.url", "session.idle_timeout_seconds", "session.max_concurrent", "limits.in_flight", "tools.confirm", "audit.to"];
        let expected = expected.map(str::to_owned).to_vec();
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(expected)]);
        assert_eq!(running.policy.rules().limits.calls_per_minute, 7);
    }
    const TOOL: &str = "name: bankers\ndescription: Contacts of banks.\nsteps:\n  - search_read: {model: res.partner, fields: [name]}\n";

    #[test]
    fn a_declared_tool_that_is_added_changed_or_removed_is_taken_over() {
        let mut running = Running::new(&[]);
        running.write("tools/bankers.yaml", TOOL);
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(Vec::new())]);
        assert_eq!(running.tools(), ["bankers"]);
        running.write("tools/bankers.yaml", &TOOL.replace("bankers", "lenders"));
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(Vec::new())]);
        assert_eq!(running.tools(), ["lenders"]);
        std::fs::remove_file(running.folder.path().join("tools/bankers.yaml")).unwrap();
        assert_eq!(running.looks(), [Reload::Unsettled, Reload::Applied(Vec::new())]);
        assert!(running.tools().is_empty());
    }

    #[test]
    fn a_declared_tool_with_a_fault_leaves_the_last_good_one_and_the_rules() {
        let mut running = Running::new(&[("restrictions.yaml", ONE), ("tools/bankers.yaml", TOOL)]);
        running.write("tools/bankers.yaml", &TOOL.replace("[name]", "[nmae]"));
        running.write("restrictions.yaml", BOTH);
        let [_, Reload::Rejected(why)] = running.looks() else { panic!("kept") };
        assert!(why.contains("tools/bankers.yaml:4:") && why.contains("did you mean `name`"), "{why}");
        assert!(running.tools().is_empty() && !running.blocks("res.country"), "nothing was taken over");
    }
}
