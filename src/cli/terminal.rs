//! The person at the command line, as the other end of a call: asked on the terminal, shown the progress on standard error.

use std::io::{IsTerminal, Write};

use futures_util::future::BoxFuture;

use crate::tools::{ClientChannel, ConfirmationMode, Reply};

/// A terminal, or a script.
#[derive(Debug)]
pub(super) struct Terminal {
    /// Everything is confirmed already.
    pub(super) yes: bool,
}

impl ClientChannel for Terminal {
    fn confirmation_mode(&self) -> ConfirmationMode {
        ConfirmationMode::Elicit
    }

    fn ask<'a>(&'a self, question: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(async move {
            if self.yes {
                return Reply::Yes;
            }
            let question = question.to_owned();
            // Whoever types blocks a thread of its own, and the call can still be cancelled.
            tokio::task::spawn_blocking(move || ask(&question)).await.unwrap_or(Reply::TimedOut)
        })
    }

    fn progress<'a>(&'a self, _: usize, _: usize, message: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let _ = writeln!(std::io::stderr(), "{message}");
        })
    }

    fn cancelled(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
    }
}

/// Asks on the terminal; a script is shown how it confirms.
fn ask(question: &str) -> Reply {
    let mut stderr = std::io::stderr();
    if !std::io::stdin().is_terminal() {
        let _ = writeln!(stderr, "{question} There is no terminal to ask on: confirm with --yes.");
        return Reply::TimedOut;
    }
    let _ = write!(stderr, "{question} [y/N] ");
    let mut answer = String::new();
    match std::io::stdin().read_line(&mut answer) {
        Ok(_) if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") => Reply::Yes,
        Ok(_) => Reply::No,
        Err(_) => Reply::TimedOut,
    }
}
