//! A thread of its own for what writes files: a full disk, a slow one or a pipe that nobody reads stops whoever waits for that file, and
//! no other call.

use std::io;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

/// Most jobs that wait for the thread.
const MOST_WAITING: usize = 1_024;

/// How long somebody waits for the thread.
const PATIENCE: Duration = Duration::from_secs(5);

/// Something to do with what the thread owns.
type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Where a job's result goes. It comes back where nobody waits for it any more.
pub(crate) type Reply<T> = oneshot::Sender<T>;

/// The thread, and what it owns.
#[derive(Debug)]
pub(crate) struct WriterThread<S> {
    jobs: mpsc::Sender<Job<S>>,
    patience: Duration,
}

/// Nothing was written in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing could be written for {} s", .0.as_secs_f32())]
pub(crate) struct Stuck(Duration);

impl<S: Send + 'static> WriterThread<S> {
    /// Starts a thread that owns `state`. It ends when this value is dropped and the jobs before that are done.
    pub(crate) fn start(name: &str, state: S) -> io::Result<Self> {
        Self::with_patience(name, state, PATIENCE)
    }

    fn with_patience(name: &str, mut state: S, patience: Duration) -> io::Result<Self> {
        let (jobs, mut waiting) = mpsc::channel::<Job<S>>(MOST_WAITING);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Some(job) = waiting.blocking_recv() {
                job(&mut state);
            }
        })?;
        Ok(Self { jobs, patience })
    }

    /// Does something with what the thread owns, after everything that was asked for before. What is still waiting when its asker
    /// gives up is not done.
    pub(crate) async fn run<T: Send + 'static>(&self, job: impl FnOnce(&mut S, Reply<T>) + Send + 'static) -> Result<T, Stuck> {
        let (reply, answer) = oneshot::channel();
        let unless_given_up = Box::new(move |state: &mut S| {
            if !reply.is_closed() {
                job(state, reply);
            }
        });
        let asked = async {
            self.jobs.send(unless_given_up).await.ok()?;
            answer.await.ok()
        };
        tokio::time::timeout(self.patience, asked).await.ok().flatten().ok_or(Stuck(self.patience))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// A thread that does nothing until it is let go, and the lines it wrote.
    fn blocked() -> (WriterThread<Vec<u32>>, std::sync::mpsc::Sender<()>) {
        let (go, waits): (_, Receiver<()>) = channel();
        let thread = WriterThread::with_patience("test", Vec::new(), Duration::from_millis(20)).unwrap();
        let block = Box::new(move |_: &mut Vec<u32>| waits.recv().unwrap_or_default());
        thread.jobs.try_send(block).unwrap();
        (thread, go)
    }

    fn push(number: u32) -> impl FnOnce(&mut Vec<u32>, Reply<Vec<u32>>) + Send + 'static {
        move |lines, reply| {
            lines.push(number);
            let _ = reply.send(lines.clone());
        }
    }

    #[tokio::test]
    async fn jobs_are_done_in_order() {
        let thread = WriterThread::start("test", Vec::new()).unwrap();
        assert_eq!(thread.run(push(1)).await, Ok(vec![1]));
        assert_eq!(thread.run(push(2)).await, Ok(vec![1, 2]));
    }

    #[tokio::test]
    async fn a_blocked_thread_is_given_up_and_what_was_given_up_is_not_done() {
        let (thread, go) = blocked();
        assert!(thread.run(push(1)).await.is_err());
        drop(go);
        assert_eq!(thread.run(push(2)).await, Ok(vec![2]));
    }
}
