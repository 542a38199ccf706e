//! Permits for calls in flight to one Odoo: a bound for all sessions together, shared out in turn. Whoever waits longest within a session
//! is first there, and the sessions that wait take turns, so that one with a thousand calls does not keep another waiting for all of them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The semaphore of one Odoo.
#[derive(Debug)]
pub(crate) struct FairSemaphore {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    free: usize,
    /// The calls that wait, by session.
    waiting: BTreeMap<u64, VecDeque<oneshot::Sender<Permit>>>,
    /// The sessions of `waiting`, the next one first.
    turns: VecDeque<u64>,
}

/// A permit that is taken, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    /// `None` where the permit was passed on.
    semaphore: Option<Arc<FairSemaphore>>,
}

impl FairSemaphore {
    /// So many, at least one.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        let state = State { free: most.max(1), waiting: BTreeMap::new(), turns: VecDeque::new() };
        Arc::new(Self { state: Mutex::new(state) })
    }

    /// Waits for a permit. Who gives up waiting loses nothing but its turn.
    pub(crate) async fn take(self: &Arc<Self>, session: u64) -> Option<Permit> {
        match self.at_once_or_wait(session) {
            Ok(permit) => Some(permit),
            // The sender is kept until a permit is sent.
            Err(coming) => coming.await.ok(),
        }
    }

    fn at_once_or_wait(self: &Arc<Self>, session: u64) -> Result<Permit, oneshot::Receiver<Permit>> {
        let mut state = self.lock();
        if state.free > 0 {
            state.free -= 1;
            return Ok(Permit { semaphore: Some(Arc::clone(self)) });
        }
        let (sender, receiver) = oneshot::channel();
        let line = state.waiting.entry(session).or_default();
        line.push_back(sender);
        if line.len() == 1 {
            state.turns.push_back(session);
        }
        Err(receiver)
    }

    /// Gives a permit to the next who still waits, or frees it.
    fn pass_on(self: Arc<Self>) {
        let mut state = self.lock();
        while let Some(sender) = state.next() {
            let permit = Permit { semaphore: Some(Arc::clone(&self)) };
            match sender.send(permit) {
                Ok(()) => return,
                Err(mut not_taken) => drop(not_taken.semaphore.take()),
            }
        }
        state.free += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The call whose turn it is; its session goes to the end of the line.
    fn next(&mut self) -> Option<oneshot::Sender<Permit>> {
        let session = self.turns.pop_front()?;
        let line = self.waiting.get_mut(&session)?;
        let next = line.pop_front();
        match line.is_empty() {
            true => drop(self.waiting.remove(&session)),
            false => self.turns.push_back(session),
        }
        next
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(semaphore) = self.semaphore.take() {
            semaphore.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Runs calls that each hold their permit for a second; when the last of each session was done, in seconds.
    async fn run(most: usize, calls: &[(u64, usize)]) -> BTreeMap<u64, u64> {
        let (semaphore, begin) = (FairSemaphore::new(most), tokio::time::Instant::now());
        let mut running = tokio::task::JoinSet::new();
        for (session, count) in calls {
            for _ in 0..*count {
                let (semaphore, session) = (Arc::clone(&semaphore), *session);
                running.spawn(async move {
                    let permit = semaphore.take(session).await.unwrap();
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    drop(permit);
                    (session, begin.elapsed().as_secs())
                });
            }
            // Those of one session are in line before those of the next.
            tokio::task::yield_now().await;
        }
        let mut last = BTreeMap::new();
        while let Some(done) = running.join_next().await {
            let (session, at) = done.unwrap();
            last.entry(session).and_modify(|known: &mut u64| *known = at.max(*known)).or_insert(at);
        }
        assert_eq!(semaphore.lock().free, most);
        assert!(semaphore.lock().turns.is_empty() && semaphore.lock().waiting.is_empty());
        last
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_with_a_thousand_calls_does_not_starve_another() {
        let last = run(4, &[(1, 1_000), (2, 4)]).await;
        // In turn with the first session, four calls of the second need two more rounds of four permits, not two hundred and fifty.
        assert_eq!(last, BTreeMap::from([(1, 251), (2, 3)]));
    }

    #[tokio::test(start_paused = true)]
    async fn three_sessions_take_turns() {
        assert_eq!(run(1, &[(1, 3), (2, 3), (3, 3)]).await, BTreeMap::from([(1, 5), (2, 8), (3, 9)]));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_leaves_no_hole() {
        let semaphore = FairSemaphore::new(1);
        let held = semaphore.take(1).await.unwrap();
        let given_up = semaphore.at_once_or_wait(1).unwrap_err();
        let waiting = semaphore.at_once_or_wait(2).unwrap_err();
        drop(given_up);
        drop(held);
        let held = waiting.await.unwrap();
        let late = semaphore.at_once_or_wait(3).unwrap_err();
        drop(held);
        // The permit is on its way to one who goes before it comes.
        drop(late);
        assert_eq!(semaphore.lock().free, 1);
    }
}
