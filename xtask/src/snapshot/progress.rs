//! Progress of a pull: a bar on a terminal, a plain line every hundred models elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use odoo_sdk::pull::Progress;

/// Shows progress on standard error.
pub(super) struct Shown {
    terminal: bool,
    state: Mutex<State>,
}

struct State {
    phase: &'static str,
    total: usize,
    done: usize,
    bar: ProgressBar,
}

impl Shown {
    /// Nothing is shown before the first phase begins.
    pub(super) fn new() -> Self {
        let state = State { phase: "", total: 0, done: 0, bar: ProgressBar::hidden() };
        Self { terminal: stderr().is_terminal(), state: Mutex::new(state) }
    }

    fn with_state(&self, change: impl FnOnce(&mut State)) {
        if let Ok(mut state) = self.state.lock() {
            change(&mut state);
        }
    }
}

impl Progress for Shown {
    fn begin(&self, phase: &'static str, total: usize) {
        self.with_state(|state| {
            state.bar.finish_and_clear();
            let bar = if self.terminal { bar(total) } else { ProgressBar::hidden() };
            *state = State { phase, total, done: 0, bar };
        });
    }

    fn done(&self, model: &str) {
        self.with_state(|state| {
            state.done += 1;
            state.bar.inc(1);
            state.bar.set_message(format!("{}: {model}", state.phase));
            if state.done == state.total {
                state.bar.finish_and_clear();
            }
            if !self.terminal && (state.done.is_multiple_of(100) || state.done == state.total) {
                let _ = writeln!(stderr(), "{}: {} of {}", state.phase, state.done, state.total);
            }
        });
    }
}

fn bar(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total.try_into().unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
